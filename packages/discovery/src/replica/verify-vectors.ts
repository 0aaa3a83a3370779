// Does a vector belong to its text? Adverts serve at once; here, in the background and one small batch at a time, their
// texts are embedded again, and a vector that lies far from what came out is reported as forged. Nobody waits for it.

import type { Clock } from '@parley/bus';
import { cosine, type Embedder, EmbeddingError } from '@parley/embeddings';
import { isTextsFault, type RoleOptions } from '../adverts/build-adverts.ts';
import type { ReadVector } from '../adverts/read-advert.ts';
import type { Meaning } from './meanings.ts';

/** int8 rounding leaves a cosine of .999 and more; below this it is another text's vector, or nobody's. */
const forgedBelow = 0.98;

/** Small, so that a caller's intent never waits long behind it. */
const textsPerCall = 16;
const meaningsPerCall = 8;
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
      while (queue.length > 0 && !controller.signal.aborted) {
        const some = queue.slice(0, meaningsPerCall);
        const wanted = some.filter((each) => options.isWanted(each) && each.space === embedder.info.space);
        const forged = await forgedOf(wanted, embedder, controller.signal);
        if (controller.signal.aborted) return;
        for (const [i, each] of wanted.entries()) if (forged[i]!.size > 0) options.onForged(each, forged[i]!);
        queue.splice(0, some.length);
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

/** The forged of each meaning, in their order; texts of all go into one call. */
async function forgedOf(meanings: readonly Meaning[], embedder: Embedder, signal: AbortSignal) {
  const vectors = meanings.flatMap((each) => each.vectors);
  const own: (Float32Array | undefined)[] = [];
  for (let at = 0; at < vectors.length; at += textsPerCall) {
    own.push(...(await embedAll(vectors.slice(at, at + textsPerCall), embedder, signal)));
  }
  // A text the model cannot embed has no vector: whoever sent one made it up.
  const isForged = ({ vector }: ReadVector, mine: Float32Array | undefined) =>
    mine === undefined || mine.length !== vector.length || cosine(mine, vector) < forgedBelow;
  const forged = new Set(vectors.filter((each, i) => isForged(each, own[i])));
  return meanings.map((each) => new Set(each.vectors.filter((vector) => forged.has(vector))));
}

async function embedAll(
  vectors: readonly ReadVector[],
  embedder: Embedder,
  signal: AbortSignal,
): Promise<(Float32Array | undefined)[]> {
  const options: RoleOptions = { signal, role: 'check' };
  try {
    return await embedder.embed(
      vectors.map((each) => each.text),
      options,
    );
  } catch (thrown) {
    if (!isTextsFault(thrown)) throw thrown;
    if (vectors.length === 1) return [undefined];
  }
  const alone: (Float32Array | undefined)[] = [];
  for (const each of vectors) alone.push(...(await embedAll([each], embedder, signal)));
  return alone;
}
