// Does a vector belong to its text? Adverts serve at once; here, in the background and one small batch at a time, their
// texts are embedded again, and a vector that lies far from what came out is reported as forged. Nobody waits for it.

import type { Clock } from '@parley/bus';
import { cosine, type Embedder, EmbeddingError } from '@parley/embeddings';
import { isTextsFault } from '../adverts/build-adverts.ts';
import type { ReadVector } from '../adverts/read-advert.ts';
import type { Meaning } from './meanings.ts';

/** int8 rounding leaves a cosine of .999 and more; below this it is another text's vector, or nobody's. */
const forgedBelow = 0.98;

/** Small, so that a caller's intent never waits long behind it. */
const textsPerCall = 8;
const pauseMs = { first: 1_000, max: 60_000 } as const;

export interface VerifierOptions {
  readonly embedder: Embedder;
  readonly clock: Clock;
  /** Whether it is still advertised. */
  isWanted(meaning: Meaning): boolean;
  onForged(meaning: Meaning, vectors: ReadonlySet<ReadVector>): void;
  onFailed(error: unknown): void;
}

export interface Verifier {
  add(meaning: Meaning): void;
  close(): void;
}

export function createVerifier(options: VerifierOptions): Verifier {
  const { embedder, clock } = options;
  const queue: Meaning[] = [];
  const controller = new AbortController();
  let running = false;
  let delayMs: number = pauseMs.first;
  let timer: unknown;

  const run = async (): Promise<void> => {
    if (running || timer !== undefined || controller.signal.aborted) return;
    running = true;
    try {
      for (let next = queue[0]; next !== undefined && !controller.signal.aborted; next = queue[0]) {
        if (options.isWanted(next) && next.space === embedder.info.space) {
          const forged = await forgedOf(next.vectors, embedder, controller.signal);
          if (forged.size > 0 && !controller.signal.aborted) options.onForged(next, forged);
        }
        queue.shift();
        delayMs = pauseMs.first;
      }
    } catch (thrown) {
      pause(thrown);
    } finally {
      running = false;
    }
  };

  const pause = (thrown: unknown): void => {
    if (controller.signal.aborted || (thrown instanceof EmbeddingError && thrown.code === 'closed')) return;
    options.onFailed(thrown);
    timer = clock.setTimeout(() => {
      timer = undefined;
      void run();
    }, delayMs);
    delayMs = Math.min(2 * delayMs, pauseMs.max);
  };

  return {
    add(meaning) {
      queue.push(meaning);
      void run();
    },
    close() {
      controller.abort();
      clock.clearTimeout(timer);
      queue.length = 0;
    },
  };
}

async function forgedOf(vectors: readonly ReadVector[], embedder: Embedder, signal: AbortSignal) {
  const forged = new Set<ReadVector>();
  for (let at = 0; at < vectors.length; at += textsPerCall) {
    const some = vectors.slice(at, at + textsPerCall);
    const own = await embedAll(some, embedder, signal);
    for (const [i, each] of some.entries()) {
      const mine = own[i];
      // A text the model cannot embed has no vector: whoever sent one made it up.
      if (mine === undefined || mine.length !== each.vector.length || cosine(mine, each.vector) < forgedBelow) {
        forged.add(each);
      }
    }
  }
  return forged;
}

async function embedAll(
  vectors: readonly ReadVector[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<(Float32Array | undefined)[]> {
  try {
    return await embedder.embed(
      vectors.map((each) => each.text),
      { signal },
    );
  } catch (thrown) {
    if (!isTextsFault(thrown)) throw thrown;
    if (vectors.length === 1) return [undefined];
  }
  const alone: (Float32Array | undefined)[] = [];
  for (const each of vectors) alone.push(...(await embedAll([each], embedder, signal)));
  return alone;
}
