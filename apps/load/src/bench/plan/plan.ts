// What is measured, against what, and what is expected: all chapters together.

import type { Comparison, Contender, Crews } from './chapter.ts';
import { nets } from './nets.ts';
import { requests } from './requests.ts';
import { searches } from './searches.ts';
import { words } from './words.ts';

const chapters = [requests, nets, searches, words];

export const crews: Crews = Object.assign({}, ...chapters.map((chapter) => chapter.crews));
export const contenders: readonly Contender[] = chapters.flatMap((chapter) => chapter.contenders);
export const comparisons: readonly Comparison[] = chapters.flatMap((chapter) => chapter.comparisons);
export const notMeasured: readonly string[] = chapters.flatMap((chapter) => chapter.notMeasured);
