// An embedder whose similarities are made to order: between errand t and worker a it is what a table says. So a market's
// shortlist is as good or bad as the experiment wants it, through the real discovery.

import { createHash } from 'node:crypto';
import { type Embedder, EmbeddingError } from '@parley/embeddings';

/** Many, so that none is great: a vector travels in 256 steps between its greatest numbers. */
const fillers = 400;

/** @param suits 0 to 1, by errand and worker */
export function similarEmbedder(suits: readonly (readonly number[])[]): Embedder {
  const errands = suits.length;
  const workers = suits[0]?.length ?? 0;
  const vectors = Array.from({ length: workers }, (_, worker) => workerVector(suits.map((row) => row[worker]!)));
  const id = createHash('sha256').update(JSON.stringify(suits)).digest('hex').slice(0, 12);
  return {
    info: {
      space: `market:f32:none:${id}`,
      model: 'market',
      dims: errands + fillers,
      kind: 'lexical',
      degraded: false,
      loader: 'market',
    },
    ready: async () => undefined,
    embed: async (texts) => texts.map((text) => vectorOf(text, errands, vectors)),
    close: async () => undefined,
  };
}

export const errandText = (errand: number) => `errand ${errand}`;
export const workerText = (worker: number) => `Worker ${worker}.`;

function vectorOf(text: string, errands: number, vectors: readonly Float32Array[]): Float32Array {
  const errand = /^errand (\d+)$/.exec(text)?.[1];
  if (errand !== undefined) {
    return Float32Array.from({ length: errands + fillers }, (_, i) => Number(i === Number(errand)));
  }
  const worker = vectors[Number(/Worker (\d+)\./.exec(text)?.[1])];
  if (worker === undefined) throw new EmbeddingError('empty-text', `"${text}" is no text of this market.`);
  return worker;
}

/** Of length 1, whatever suits: fillers make up for it, and no errand has them. */
function workerVector(suits: readonly number[]): Float32Array {
  const greatest = Math.sqrt(suits.length);
  const scaled = suits.map((each) => each / greatest);
  const rest = Math.max(0, 1 - scaled.reduce((sum, each) => sum + each * each, 0));
  return Float32Array.from([...scaled, ...Array<number>(fillers).fill(Math.sqrt(rest / fillers))]);
}
