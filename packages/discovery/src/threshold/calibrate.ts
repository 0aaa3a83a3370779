// Measures the threshold of a model on the bundled calibration set: the score that keeps 95% of the utterances somebody
// serves. It scores as the shortlist scores. The set is read when it is needed, not before.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Embedder } from '@parley/embeddings';
import { isTextsFault } from '../adverts/build-adverts.ts';
import { type MeaningfulText, textsOf } from '../capability.ts';
import { createCapabilityIndex } from '../scoring/capability-index.ts';
import { scoreCapabilities, topOf } from '../scoring/score-capabilities.ts';
import { rememberThreshold } from './threshold-for.ts';

/** The share of in-scope utterances that must pass. */
const keptShare = 0.95;

/** Utterances with what serves them, and such as nobody serves. */
interface CalibrationSet {
  readonly capabilities: readonly MeaningfulText[];
  readonly inScope: readonly { readonly text: string; readonly capability: string }[];
  readonly outOfScope: readonly string[];
}

/** The set that comes with the package. */
export function calibrationSet(): CalibrationSet {
  const path = join(import.meta.dirname, '..', '..', 'calibration', 'calibration.json');
  return JSON.parse(readFileSync(path, 'utf8')) as CalibrationSet;
}

const running = new Map<string, Promise<number>>();

/**
 * Measures and remembers the threshold of an embedder's space; `thresholdFor` knows it from then on. Some hundred texts
 * are embedded. Two calls for one space share the work. Rejects with the embedder's EmbeddingError.
 */
export function calibrate(embedder: Embedder): Promise<number> {
  const { space } = embedder.info;
  const started = running.get(space) ?? measureAndRemember(embedder).finally(() => running.delete(space));
  running.set(space, started);
  return started;
}

async function measureAndRemember(embedder: Embedder): Promise<number> {
  const threshold = await measureThreshold(embedder);
  rememberThreshold(embedder.info.space, threshold);
  return threshold;
}

/** The threshold of an embedder on the bundled set, measured now. */
export async function measureThreshold(embedder: Embedder): Promise<number> {
  return thresholdOf(await topScores(embedder, calibrationSet()));
}

/** The highest threshold that at least `keptShare` of these scores reach. */
export function thresholdOf(scores: readonly number[]): number {
  if (scores.length === 0) throw new RangeError('A threshold needs scores: the calibration set has no utterances.');
  const sorted = scores.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * (1 - keptShare))]!;
}

/** The best score of each in-scope utterance; 0 where the model cannot embed it. */
async function topScores(embedder: Embedder, set: CalibrationSet): Promise<number[]> {
  const index = createCapabilityIndex(embedder.info.dims);
  for (const capability of set.capabilities) {
    const texts = textsOf(capability);
    const vectors = (await embedEach(embedder, texts)).filter((vector) => vector !== undefined);
    if (vectors.length > 0) index.add(capability.name, texts, vectors);
  }
  const texts = set.inScope.map((each) => each.text);
  const vectors = await embedEach(embedder, texts);
  return vectors.map((vector, i) => {
    if (vector === undefined) return 0;
    return topOf(scoreCapabilities(index, { text: texts[i]!, vector }), 1)[0]?.score ?? 0;
  });
}

const textsPerCall = 32;

async function embedEach(embedder: Embedder, texts: readonly string[]): Promise<(Float32Array | undefined)[]> {
  const vectors: (Float32Array | undefined)[] = [];
  for (let at = 0; at < texts.length; at += textsPerCall) {
    const some = texts.slice(at, at + textsPerCall);
    vectors.push(...(await embedder.embed(some).catch((thrown) => oneByOne(embedder, some, thrown))));
  }
  return vectors;
}

async function oneByOne(embedder: Embedder, texts: readonly string[], thrown: unknown) {
  if (!isTextsFault(thrown)) throw thrown;
  if (texts.length === 1) return [undefined];
  const vectors: (Float32Array | undefined)[] = [];
  for (const text of texts) vectors.push(...(await embedEach(embedder, [text])));
  return vectors;
}
