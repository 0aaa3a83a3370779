// A text as the stems of its words, for the lexical share of a score. Function words and bare numbers are left out: in
// a small mesh, where nothing is rare, they would count as much as the words that say what is wanted.

import { stemmer } from 'stemmer';

const functionWords = new Set(
  (
    'a about an and any are as at be been but by can could did do does for from had has have he her him his how i if ' +
    'in into is it its just let like ll may me might must my need of on or our please re s she should so some t than ' +
    'that the their them then there these they this those to us ve want was we were what when where which who why ' +
    'will with would you your'
  ).split(' '),
);

/** The stems of a text's words, in order, repeated as often as they occur. Any script; stemming is English. */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const word of text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)) {
    if (word === '' || functionWords.has(word) || /^\p{N}+$/u.test(word)) continue;
    terms.push(stemmer(word));
  }
  return terms;
}
