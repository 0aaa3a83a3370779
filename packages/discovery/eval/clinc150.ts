// CLINC150 (Larson et al., 2019) in its published form as a mesh: ten agents, their domains; 150 capabilities, their
// intents; the intent's name in words as description and five training examples each, drawn by a seed. Its test
// utterances are only measured on. The data are read where they lie and are no part of this project.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationSet } from './evaluation-set.ts';

type Pair = readonly [utterance: string, intent: string];

export interface Clinc150 {
  readonly train: readonly Pair[];
  readonly test: readonly Pair[];
  readonly oos_test: readonly Pair[];
  readonly domains: Readonly<Record<string, readonly string[]>>;
}

const examplesPerIntent = 5;

/** Reads `data_full.json` and `domains.json` from a folder. Throws Error that names what is missing or not as published. */
export function readClinc150(folder: string): Clinc150 {
  const read = (file: string) => {
    const path = join(folder, file);
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    } catch (cause) {
      throw new Error(`${path} cannot be read: --data is the folder that holds CLINC150's published files.`, { cause });
    }
  };
  const data = read('data_full.json') as unknown as Omit<Clinc150, 'domains'>;
  for (const part of ['train', 'test', 'oos_test'] as const) {
    if (!Array.isArray(data[part])) throw new Error(`data_full.json has no list "${part}".`);
  }
  return { ...data, domains: read('domains.json') as Record<string, string[]> };
}

/** One draw of examples; the same seed draws the same. */
export function drawClinc150({ train, test, oos_test, domains }: Clinc150, seed: number): EvaluationSet {
  const random = mulberry32(seed);
  const byIntent = Map.groupBy(train, ([, intent]) => intent);
  const domainOf = new Map(Object.entries(domains).flatMap(([domain, intents]) => intents.map((it) => [it, domain])));
  const groupOf = (intent: string) => domainOf.get(intent) ?? 'unknown';
  const capabilities = [...domainOf].map(([intent, group]) => {
    const known = byIntent.get(intent)?.map(([text]) => text) ?? [];
    const examples = draw(known, examplesPerIntent, random);
    return { id: intent, group, name: intent, description: intent.replace(/_/g, ' '), examples };
  });
  return {
    name: `CLINC150, draw ${seed}`,
    capabilities,
    inScope: test.map(([text, intent]) => ({ text, capability: intent, group: groupOf(intent), paraphrase: false })),
    outOfScope: oos_test.map(([text]) => ({ text })),
  };
}

function draw<Item>(items: readonly Item[], count: number, random: () => number): Item[] {
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () => {
    return left.splice(Math.floor(random() * left.length), 1)[0]!;
  });
}

/** Tommy Ettinger's mulberry32, public domain. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
