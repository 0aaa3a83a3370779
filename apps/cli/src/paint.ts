// Colours for narrated lines; none where the terminal or NO_COLOR says so (picocolors decides).

import type { NarratedLine, Tone } from '@parley/mesh';
import colours from 'picocolors';

const painters: Readonly<Record<Tone, (text: string) => string>> = {
  plain: (text) => text,
  quiet: colours.dim,
  strong: colours.bold,
  good: colours.green,
  bad: colours.red,
};

export function paint({ tone, text }: NarratedLine): string {
  return painters[tone](text);
}
