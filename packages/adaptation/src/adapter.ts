// The adapter: a payload and a target schema in, the fitted payload or questions out. It keeps compiled schemas and vectors
// between calls, and nothing of the payloads.

import type { Embedder } from '@parley/embeddings';
import { limits, messageOf, ParleyError } from '@parley/protocol';
import { LRUCache } from 'lru-cache';
import { fitValue } from './fit-value.ts';
import { type Fitting, noteStep } from './fitting.ts';
import { namesAll, unitsAgree } from './known-keys.ts';
import { createMeanings, type Meanings } from './meanings.ts';
import { missingFrom } from './missing.ts';
import type { AdaptationStep, Adapted, JsonSchema } from './outcome.ts';
import { readShape, type Shape } from './shape.ts';
import { snapshot } from './snapshot.ts';
import { prepareTarget, type Target } from './target.ts';
import { type Thresholds, thresholdsFor } from './thresholds.ts';

export interface AdapterOptions {
  readonly embedder: Embedder;
  /** Where they are not those that were measured for the embedder's space. */
  readonly thresholds?: Thresholds;
}

export interface AdaptRequest {
  /** Read, never changed. */
  readonly payload: unknown;
  readonly target: JsonSchema;
  /** The schema the payload was made by; its descriptions and units are then known as well. */
  readonly source?: JsonSchema;
  readonly signal?: AbortSignal;
}

export interface Adapter {
  /**
   * Fits a payload to a schema by lossless steps. A payload that cannot be fitted is `missing`, never an error.
   * @throws ParleyError `wrong-schema` for an invalid target or a source that is no JSON; the signal's reason where it is given up
   */
  adapt(request: AdaptRequest): Promise<Adapted>;
}

const schemasMax = 256;
/** A list's items are known once the object around them is, so learning takes few turns. */
const turnsMax = 6;

/** One adapter serves any number of schemas and calls at once. */
export function createAdapter({ embedder, thresholds }: AdapterOptions): Adapter {
  const targets = new LRUCache<string, Target>({ max: schemasMax });
  const sources = new LRUCache<string, Shape>({ max: schemasMax });
  const openMeanings = createMeanings(embedder);

  function targetOf(schema: JsonSchema): Target {
    const text = textOf(schema);
    const known = targets.get(text);
    if (known !== undefined) return known;
    const target = prepareTarget(JSON.parse(text) as JsonSchema, text);
    targets.set(text, target);
    return target;
  }

  function sourceOf(schema: JsonSchema | undefined): Shape | undefined {
    if (schema === undefined) return undefined;
    const text = textOf(schema);
    const shape = sources.get(text) ?? readShape(JSON.parse(text) as JsonSchema);
    sources.set(text, shape);
    return shape;
  }

  return {
    async adapt({ payload, target: schema, source, signal }) {
      signal?.throwIfAborted();
      const target = targetOf(schema);
      const taken = snapshot(payload);
      if (taken.type === 'refused') {
        const what = `The input ${taken.why}: what is it in plain JSON of a bounded size?`;
        return { status: 'missing', missing: [{ path: 'input', what }], steps: [], value: undefined };
      }
      const sourceShape = sourceOf(source);
      const clean = taken.leftOut.length === 0 && namesAll(taken.value, target.shape);
      if (clean && unitsAgree(taken.value, target.shape, sourceShape) && target.errorsOf(taken.value).length === 0) {
        return { status: 'ok', value: payload, steps: [] };
      }
      const meanings = openMeanings();
      const limitsOfMeaning = thresholds ?? thresholdsFor(embedder.info.space);
      for (let turn = 1; ; turn += 1) {
        const outcome = fitOnce(taken.value, target, sourceShape, meanings, limitsOfMeaning, taken.leftOut);
        if (turn === turnsMax || !(await meanings.learn(signal))) return outcome;
      }
    },
  };
}

function textOf(schema: JsonSchema): string {
  try {
    return JSON.stringify(schema);
  } catch (cause) {
    throw new ParleyError('wrong-schema', `A schema is plain JSON, and this one is not: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function fitOnce(
  payload: unknown,
  target: Target,
  sourceShape: Shape | undefined,
  meanings: Meanings,
  thresholds: Thresholds,
  leftOut: readonly (readonly string[])[],
): Adapted {
  const fitting: Fitting = { target, meanings, thresholds, steps: [], missing: [], fit: fitValue };
  for (const path of leftOut) {
    noteStep(fitting, 'left-out', { from: path, to: [] }, `${path.join('.')} is left out: its name is not safe`);
  }
  const place = { from: [], to: [], sourceShape, sourceUnit: sourceShape?.unit, unitInDoubt: false };
  const fitted = fitValue(payload, target.shape, place, fitting);
  const steps = onTheWire(fitting.steps);
  const errors = fitted === undefined ? [] : target.errorsOf(fitted.value);
  const missing = missingFrom(fitting, errors, fitted?.value);
  if (missing.length > 0) return { status: 'missing', missing, steps, value: fitted?.value };
  if (steps.length === 0) return { status: 'ok', value: fitted!.value, steps: [] };
  return { status: 'adapted', value: fitted!.value, steps };
}

/** As many steps, and as long, as a bid may tell of; the last one says how many more there were. */
function onTheWire(steps: readonly AdaptationStep[]): AdaptationStep[] {
  const short = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
  const shown = steps.length <= limits.mappingsMax ? steps : steps.slice(0, limits.mappingsMax - 1);
  const told = shown.map(({ kind, from, to, note, similarity }) => ({
    kind,
    ...(from === undefined ? {} : { from: short(from, 200) }),
    to: short(to, 200),
    note: short(note, 400),
    ...(similarity === undefined ? {} : { similarity }),
  }));
  const rest = steps.slice(shown.length);
  const [next] = rest;
  return next === undefined
    ? told
    : [...told, { kind: next.kind, to: 'input', note: `and ${rest.length} more changes` }];
}
