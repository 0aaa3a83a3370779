import { describe, expect, test } from '@jest/globals';
import { type SeededRandom, seededRandom } from '@parley/testkit';
import discriminators from '@readme/oas-examples/3.0/json/discriminators.json' with { type: 'json' };
import petstore from '@readme/oas-examples/3.0/json/petstore.json' with { type: 'json' };
import legacy from '@readme/oas-examples/3.0/json/readme-legacy.json' with { type: 'json' };
import starTrek from '@readme/oas-examples/3.0/json/star-trek.json' with { type: 'json' };
import readme from '@readme/oas-examples/3.1/json/readme.json' with { type: 'json' };
import trains from '@readme/oas-examples/3.1/json/train-travel.json' with { type: 'json' };
import type { Direction } from '../../src/openapi/schema/writing.ts';
import { Unwrappable } from '../../src/openapi/wrap-error.ts';
import { judge } from './judged-by-ajv.ts';
import { zodOf } from './run-zod-code.ts';
import { mutated, sample } from './sample-values.ts';

type Json = Record<string, unknown>;

const tries = 20;
const placesMax = 60;
const directions = ['input', 'output'] as const;

interface Place {
  readonly ref: string;
  readonly schema: unknown;
  readonly direction: Direction;
}

/** Tries values on both judges, and tells where they differ. */
function compare(
  root: Json,
  { ref, schema, direction }: Place,
  ajv: (value: unknown) => boolean,
  random: SeededRandom,
) {
  const zod = zodOf(root, schema, direction);
  const count = { right: 0, wrong: 0 };
  for (let turn = 0; turn < tries; turn++) {
    const made = sample(root, schema, random);
    for (const value of [made, mutated(made, random), mutated(mutated(made, random), random)]) {
      const isRight = ajv(value);
      count[isRight ? 'right' : 'wrong'] += 1;
      if (zod.safeParse(value).success !== isRight) {
        throw new Error(`ajv says ${isRight} of ${ref} (${direction}): ${JSON.stringify(value)}`);
      }
    }
  }
  return count;
}

/** Where schemas are in the document, as references, and which way their values go. */
function places(root: Json): Place[] {
  const { schemas = {} } = (root.components ?? {}) as { schemas?: Json };
  const found = Object.entries(schemas).flatMap(([name, schema]) =>
    directions.map((direction) => ({ ref: `#/components/schemas/${name}`, schema, direction })),
  );
  const visit = (value: unknown, ref: string, direction: Direction) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      if (/^(example|examples|callbacks|links)$/.test(key)) continue;
      const inner = `${ref}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
      if (key === 'schema' && typeof each === 'object') found.push({ ref: inner, schema: each, direction });
      else visit(each, inner, key === 'responses' ? 'output' : direction);
    }
  };
  visit(root.paths, '#/paths', 'input');
  return found;
}

describe.each([
  ['petstore', petstore, []],
  ['discriminators', discriminators, []],
  ['readme (3.0)', legacy, []],
  ['star-trek', starTrek, []],
  ['readme (3.1)', readme, []],
  ['train-travel', trains, ['"unevaluatedProperties" stands beside "anyOf" or "oneOf"']],
])('of the document %s', (_, document, reasons) => {
  test('the schemas accept and refuse what the document does', () => {
    const root = document as unknown as Json;
    const random = seededRandom(7);
    let [right, wrong] = [0, 0];
    const refused = new Set<string>();
    const judges = { input: judge(root, 'input'), output: judge(root, 'output') };
    for (const place of random.shuffle(places(root)).slice(0, placesMax)) {
      try {
        const count = compare(root, place, judges[place.direction](place.ref), random);
        right += count.right;
        wrong += count.wrong;
      } catch (thrown) {
        if (!(thrown instanceof Unwrappable)) throw thrown;
        refused.add(thrown.reason);
      }
    }
    expect([...refused]).toEqual(reasons);
    // Both answers were given, so the two were held against each other.
    expect(right).toBeGreaterThan(tries);
    expect(wrong).toBeGreaterThan(tries);
  });
});
