/**
 * Word stems for the tests that check what a "paraphrase" claims. Porter's stemmer, less the words that carry no
 * subject: function words, and the small verbs of asking. It knows nothing of how discovery scores; it must not, since
 * it judges the data that scoring is measured on.
 */
import { stemmer } from 'stemmer';

const stopWords = new Set(
  [
    'a an the this that these those and or but nor so if then than as of at by for from in into on onto off out over',
    'under up down to with without within about after again against before between during through until while near',
    'i me my mine myself we us our ours you your yours he him his she her hers it its they them their theirs one ones',
    'who whom whose which what when where why how am is are was were be been being do does did doing done has have had',
    'having can could may might must shall should will would ought need needs want wants like not no yes any some all',
    'both each every either neither other another such same more most much many few less least very too just only also',
    'still even ever never already yet now here there please let lets get gets got give gives go goes going make makes',
    'put take takes tell s t d m re ve ll don doesn didn isn aren wasn won cannot couldn shouldn wouldn haven hasn',
    'someone somebody something anyone anybody anything everybody everyone everything nothing nobody thing things',
  ]
    .join(' ')
    .split(' '),
);

/** The stems of the words in a text, stop words left out. */
export function stems(text: string): Set<string> {
  const words = text
    .toLowerCase()
    .replace(/['’](s|t|d|m|re|ve|ll)\b/g, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !stopWords.has(word));
  return new Set(words.map((word) => stemmer(word)));
}

/** The stems two texts have in common. */
export function sharedStems(one: string, other: string): string[] {
  const others = stems(other);
  return [...stems(one)].filter((stem) => others.has(stem));
}
