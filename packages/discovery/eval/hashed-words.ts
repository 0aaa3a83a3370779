// The baseline: a hashed bag of words in the shape of an embedder. It knows letters and no meanings; what a model adds
// is what it does better than this.

import { createHash } from 'node:crypto';
import { type Embedder, EmbeddingError } from '@parley/embeddings';

const dims = 384;

/** Each stemless word counts one at a place its hash decides; norm 1. */
export function hashedWords(): Embedder {
  return {
    info: {
      space: 'hashed-words:f32:sum:384',
      model: 'hashed-words',
      dims,
      kind: 'lexical',
      degraded: true,
      reason: 'the baseline: compares words, not meanings',
      loader: 'none',
    },
    ready: async () => undefined,
    embed: async (texts) => texts.map(embedWords),
    close: async () => undefined,
  };
}

function embedWords(text: string): Float32Array {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  if (words === null) throw new EmbeddingError('empty-text', `"${text}" has no word in it.`);
  const vector = new Float32Array(dims);
  for (const word of words) {
    const hash = createHash('sha256').update(word).digest();
    vector[hash.readUInt16LE(0) % dims]! += 1;
  }
  const norm = Math.hypot(...vector);
  return vector.map((each) => each / norm);
}
