// An embedder for tests: a hashed bag of words. It knows letters, not meanings, so a test that passes with it says
// nothing about how an agent is found by meaning; it costs nothing and needs no model.

import { createHash } from 'node:crypto';
import { type Embedder, EmbeddingError } from '@parley/embeddings';

const dims = 384;

export function wordEmbedder(): Embedder {
  return {
    info: {
      space: `words:f32:sum:${createHash('sha256').update('words-384').digest('hex').slice(0, 12)}`,
      model: 'words',
      dims,
      kind: 'lexical',
      degraded: true,
      reason: 'for tests: compares words, not meanings',
      loader: '@parley/agent/testing',
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
