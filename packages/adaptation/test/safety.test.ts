import { describe, expect, test } from '@jest/globals';
import { EmbeddingError } from '@parley/embeddings';
import { limits, Mapping, ParleyError } from '@parley/protocol';
import fc from 'fast-check';
import { z } from 'zod';
import { createAdapter, describeSteps, type JsonSchema } from '../src/index.ts';
import { axisEmbedder } from './support/words.ts';

const adapter = createAdapter({ embedder: axisEmbedder({ amount: 0, sum: 0, city: 1, town: 1 }) });

const order = z.object({
  amount: z.number(),
  currency: z.enum(['USD', 'EUR']).default('EUR'),
  due: z.iso.date().optional(),
  urgent: z.boolean().optional(),
  address: z.object({ street: z.string(), city: z.string() }).optional(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.int() })).optional(),
  note: z.string().nullable().optional(),
});
const target = z.toJSONSchema(order, { io: 'output' }) as JsonSchema;

describe('any payload at all', () => {
  const keys = fc.constantFrom(
    'amount',
    'sum',
    'ccy',
    'currency',
    'due',
    'urgent',
    'address',
    'city',
    'street',
    'lines',
    'sku',
    'qty',
    'note',
    'data',
    'x',
    '__proto__',
    'constructor',
  );
  const scalars = fc.oneof(
    fc.constantFrom('5', '50 USD', '$5', 'TRUE', '03/04/2025', '2026-03-17', 'eur', '', '007', '[1]', '{"amount":5}'),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.string(),
  );
  const { payload } = fc.letrec((tie) => ({
    payload: fc.oneof(
      { maxDepth: 4 },
      scalars,
      fc.array(tie('payload'), { maxLength: 3 }),
      fc.dictionary(keys, tie('payload'), { maxKeys: 5 }),
    ),
  }));

  test('gets an answer, is not changed, and fits once it has been adapted', async () => {
    await fc.assert(
      fc.asyncProperty(payload, async (given) => {
        const before = structuredClone(given);
        const answer = await adapter.adapt({ payload: given, target });
        expect(given).toEqual(before);
        for (const step of answer.steps) expect(Mapping.safeParse(step).success).toBe(true);
        if (answer.status === 'missing') {
          expect(answer.missing.length).toBeGreaterThan(0);
          return;
        }
        expect(order.safeParse(answer.value).success).toBe(true);
        expect(await adapter.adapt({ payload: answer.value, target })).toEqual({
          status: 'ok',
          value: answer.value,
          steps: [],
        });
      }),
      { numRuns: 400 },
    );
  });
});

describe('what is no JSON', () => {
  const circle: Record<string, unknown> = { amount: 5 };
  circle.self = circle;
  const trap = Object.defineProperty({}, 'amount', {
    enumerable: true,
    get() {
      throw new Error('a trap');
    },
  });
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level += 1) deep = { deep };

  test.each([
    ['a circle', circle, 'contains itself'],
    ['a trap', trap, 'cannot be read'],
    ['depth', deep, 'nests deeper than'],
    ['width', Array.from({ length: 30_000 }, () => 1), 'more than 20000 values'],
    ['emptiness', new Array(4_000_000_000), 'more than 20000 values'],
    ['length', 'x'.repeat(limits.inputBytesMax + 1), 'larger than'],
    ['a function', () => 1, 'a function'],
    ['a big integer', { amount: 5n }, 'a bigint'],
    ['no number', { amount: Number.NaN }, 'not finite'],
    ['a map', { amount: new Map() }, 'other than plain JSON'],
    ['nothing', undefined, 'undefined'],
  ])('%s is asked for', async (_, given, why) => {
    const answer = await adapter.adapt({ payload: given, target });
    expect(answer).toMatchObject({
      status: 'missing',
      missing: [{ path: 'input', what: expect.stringContaining(why) }],
    });
  });
});

test('keys that reach a prototype are left out, told, and reach none', async () => {
  const given = JSON.parse(
    '{"amount": 5, "currency": "EUR", "__proto__": {"polluted": true}, "address": {"street": "s", "city": "c", "constructor": {"prototype": {"polluted": true}}}}',
  );
  const answer = await adapter.adapt({ payload: given, target });
  expect(answer).toMatchObject({
    status: 'adapted',
    value: { amount: 5, currency: 'EUR', address: { street: 's', city: 'c' } },
  });
  expect(describeSteps(answer.steps)).toContain('__proto__ is left out: its name is not safe');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect((answer.value as Record<string, unknown>).polluted).toBeUndefined();
});

test('steps are never more than a bid may tell, and say how many were left untold', async () => {
  const given = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`unknown${i}${'x'.repeat(300)}`, i]));
  const answer = await adapter.adapt({ payload: { amount: 5, currency: 'EUR', ...given }, target });
  expect(answer.steps).toHaveLength(limits.mappingsMax);
  for (const step of answer.steps) expect(Mapping.parse(step)).toEqual(step);
  expect(answer.steps.at(-1)?.note).toBe('and 237 more changes');
});

describe('a target', () => {
  test.each([
    ['is no schema', { type: 'objekt' }],
    ['refers to what is not there', { $ref: '#/$defs/nothing' }],
    ['refers outside', { properties: { a: { $ref: 'https://elsewhere.example/schema' } } }],
    ['is huge', { description: 'x'.repeat(500_000) }],
    ['contains itself', ((schema: Record<string, unknown>) => Object.assign(schema, { not: schema }))({})],
    ['has a broken pattern', { properties: { a: { type: 'string', pattern: '(' } } }],
  ])('that %s is an error', async (_, schema) => {
    const adapted = adapter.adapt({ payload: {}, target: schema as JsonSchema });
    await expect(adapted).rejects.toMatchObject({ name: 'ParleyError', code: 'wrong-schema' });
    await expect(adapted).rejects.toBeInstanceOf(ParleyError);
  });

  test('that refers to itself is fitted as far as it goes, and validated whole', async () => {
    const tree: JsonSchema = {
      $defs: {
        node: {
          type: 'object',
          properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
          required: ['name'],
        },
      },
      $ref: '#/$defs/node',
    };
    expect(await adapter.adapt({ payload: { Name: 'a', children: [{ name: 'b' }] }, target: tree })).toMatchObject({
      status: 'adapted',
      value: { name: 'a', children: [{ name: 'b' }] },
    });
    expect(await adapter.adapt({ payload: { name: 'a', children: [{}] }, target: tree })).toMatchObject({
      status: 'missing',
      missing: [{ path: 'children.0.name' }],
    });
  });

  test('as OpenAPI writes it, with allOf and references, is fitted', async () => {
    const schema: JsonSchema = {
      components: { schemas: { base: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } } },
      allOf: [
        { $ref: '#/components/schemas/base' },
        { type: 'object', properties: { unitCount: { type: 'integer', format: 'int32' } }, required: ['unitCount'] },
      ],
    };
    expect(await adapter.adapt({ payload: { ID: 'a', unit_count: '5' }, target: schema })).toMatchObject({
      status: 'adapted',
      value: { id: 'a', unitCount: 5 },
    });
  });
});

describe('the embedder', () => {
  test('is asked for names only where names and types have not settled it, and once for each', async () => {
    const embedder = axisEmbedder();
    const own = createAdapter({ embedder });
    await own.adapt({ payload: { amount: '5', Currency: 'EUR' }, target });
    expect(embedder.asked).toEqual([]);
    for (let time = 0; time < 2; time += 1) await own.adapt({ payload: { total: 5, currency: 'EUR' }, target });
    expect(embedder.asked.filter((text) => text === 'total')).toHaveLength(1);
  });

  test('that fails leaves the question, and says why it could not be settled', async () => {
    const embed = () => Promise.reject(new EmbeddingError('busy', 'later'));
    const own = createAdapter({ embedder: { ...axisEmbedder(), embed } });
    const answer = await own.adapt({ payload: { sum: 5, currency: 'EUR' }, target });
    expect(answer).toMatchObject({
      status: 'missing',
      missing: [{ path: 'amount', what: expect.stringContaining('busy') }],
    });
  });

  test("is given up with the caller's signal", async () => {
    const embedder = { ...axisEmbedder(), embed: () => new Promise<Float32Array[]>(() => {}) };
    const controller = new AbortController();
    const adapted = createAdapter({ embedder }).adapt({ payload: { sum: 5 }, target, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(adapted).rejects.toThrow('enough');
  });
});
