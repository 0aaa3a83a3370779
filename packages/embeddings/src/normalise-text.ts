// One text, one vector: texts that differ only in spaces or in how Unicode composes a letter are made the same before
// they are embedded, cached or hashed. It knows nothing of tokens; the limits below are chosen so that cutting characters
// never removes what the model would have read of ordinary prose.

import { EmbeddingError } from './errors.ts';

/** The bundled models read this many tokens, the two marks at the ends included; the rest of a text is not seen. */
export const textTokensMax = 128;

/** Texts are cut to this many characters before they are tokenised: 128 tokens of prose are some 600 characters. */
export const textCharactersMax = 2_000;

/** Trimmed, every run of white space one space, Unicode form NFC. Case is kept: whether it matters is the model's affair. */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/**
 * The text a model gets to see: normalised, and cut to `textCharactersMax` characters, so that 100 kB cost what a page costs.
 * Throws `empty-text` where nothing is left.
 */
export function prepareText(text: string): string {
  // Sixteen times the limit bounds the work on a huge text and still leaves room for wide runs of white space.
  const normalised = normaliseText(text.trimStart().slice(0, 16 * textCharactersMax));
  if (normalised === '') {
    throw new EmbeddingError('empty-text', 'A text to embed is empty or only white space: pass at least one word.');
  }
  return normalised.length <= textCharactersMax ? normalised : cutAtCharacter(normalised, textCharactersMax);
}

/** Cuts without leaving half of a surrogate pair behind. */
function cutAtCharacter(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? length - 1 : length).trimEnd();
}
