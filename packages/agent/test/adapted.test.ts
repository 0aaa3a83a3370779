// Inputs that do not fit as they are, and versions of one capability beside each other: seen from the caller.

import { describe, expect, test } from '@jest/globals';
import { readConversation } from '@parley/conversation';
import { explain, type Outcome } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { z } from 'zod';
import { capability, defineAgent, defineCapability } from '../src/index.ts';
import { testMesh } from '../src/testing/index.ts';

const words = {
  name: 'transfer-money',
  description: 'Transfer money: send an amount of money to an account.',
  examples: ['transfer money to an account', 'send money'],
};
const v1 = defineCapability({
  ...words,
  version: '1',
  input: z.object({ amount: z.number(), iban: z.string() }),
  output: z.object({ receipt: z.string(), charged: z.number() }),
});
/** The other team shipped this: one field renamed, one moved, one gained. */
const v2 = defineCapability({
  ...words,
  version: '2',
  input: z.object({
    amount: z.number(),
    account: z.object({ IBAN: z.string() }),
    priority: z.enum(['normal', 'high']).default('normal'),
  }),
  output: z.object({ Receipt: z.string(), Charged: z.string() }),
});

interface Parts {
  readonly price?: string;
  readonly seen?: (input: unknown) => void;
}

function first(name: string, { price = '1', seen = () => undefined }: Parts = {}) {
  return defineAgent({
    name,
    capabilities: {
      [v1.name]: capability({
        ...v1,
        bid: () => ({ price, etaMs: 100 }),
        perform: ({ input }) => {
          seen(input);
          return { receipt: `${name}-1`, charged: input.amount };
        },
      }),
    },
  });
}

function second(name: string, { price = '1', seen = () => undefined }: Parts = {}) {
  return defineAgent({
    name,
    capabilities: {
      [v2.name]: capability({
        ...v2,
        bid: () => ({ price, etaMs: 100 }),
        perform: ({ input }) => {
          seen(input);
          return { Receipt: `${name}-2`, Charged: String(input.amount) };
        },
      }),
    },
  });
}

const intent = 'transfer money to an account';
const fitsOf = ({ tried }: Outcome) => tried.board.map(({ agent, fit }) => [agent, fit.status]);

describe('an input that does not fit as it is', () => {
  test('is adapted by lossless steps, and the board, the record and the explanation say how', async () => {
    const inputs: unknown[] = [];
    await using world = await testMesh([first('old', { seen: (input) => inputs.push(input) })]);
    const outcome = await world.ask(intent, { input: { Amount: '50', Iban: 'AT61 1904' } });
    expect(outcome).toMatchObject({ type: 'done', output: { charged: 50 } });
    expect(inputs).toEqual([{ amount: 50, iban: 'AT61 1904' }]);
    expect(fitsOf(outcome)).toEqual([['old', 'adapted']]);
    const { mapping = [] } = outcome.tried.board[0]!.fit;
    expect(mapping.map(({ to }) => to)).toEqual(expect.arrayContaining(['amount', 'iban']));
    expect(explain(outcome)).toMatch(/input adapted: .*[Aa]mount/);
    await world.clock.advance(1_000);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const view = await world.settle(readConversation(bus, { mesh: 'test', conversation: outcome.conversation }));
    expect(view?.boards[0]?.rows[0]?.fit.mapping).toEqual(mapping);
    await bus.close();
  });

  test('that fits is taken as it is', async () => {
    await using world = await testMesh([first('old')]);
    const outcome = await world.ask(intent, { input: { amount: 50, iban: 'AT61' } });
    expect(fitsOf(outcome)).toEqual([['old', 'ok']]);
  });

  test('counts a little less: of two that are equal the one that fits as it is wins', async () => {
    await using world = await testMesh([second('another'), first('same')]);
    const outcome = await world.ask(intent, { input: { amount: 50, iban: 'AT61' } });
    expect(outcome).toMatchObject({ type: 'done', agent: 'same' });
    expect(Object.fromEntries(fitsOf(outcome))).toEqual({ same: 'ok', another: 'adapted' });
  });

  test('and lacks something is asked about by name, and what was understood is said', async () => {
    await using world = await testMesh([first('old')]);
    const outcome = await world.ask(intent, { input: { Amount: '50' } });
    expect(outcome).toMatchObject({ type: 'needs-input', missing: ['iban'] });
    expect(outcome.text).toContain('iban');
  });

  test('and may hold what a field can do without is asked about, unless the words say it', async () => {
    const noting = defineAgent({
      name: 'noting',
      capabilities: {
        note: capability({
          description: 'Transfer money: send an amount of money to an account.',
          examples: ['transfer money'],
          input: z.object({ amount: z.number(), purpose: z.enum(['rent', 'food']).optional() }),
          output: z.unknown(),
          read: (words) => ({ purpose: /rent|food/.exec(words)?.[0] }),
          bid: () => ({ price: '1', etaMs: 100 }),
          perform: ({ input }) => input,
        }),
      },
    });
    await using world = await testMesh([noting]);
    const input = { amount: 50, purpose: 'rent or food' };
    expect(await world.ask('transfer money', { input })).toMatchObject({ type: 'needs-input', missing: ['purpose'] });
    // What was given and will not do is not replaced by what the words say.
    expect(await world.ask('transfer money for the rent', { input })).toMatchObject({ type: 'needs-input' });
    const { purpose: _, ...rest } = input;
    const output = { amount: 50, purpose: 'rent' };
    expect(await world.ask('transfer money for the rent', { input: rest })).toMatchObject({ type: 'done', output });
  });

  test.each([
    ['nothing', ''],
    ['null', null],
    ['an infinity in words', 'Infinity'],
    ['two numbers', '5 or 6'],
    ['a sentence', 'a lot'],
  ])('is never guessed from %s', async (_what, amount) => {
    await using world = await testMesh([first('old')]);
    const outcome = await world.ask(intent, { input: { amount, iban: 'AT61' } });
    expect(outcome).toMatchObject({ type: 'needs-input', missing: ['amount'] });
  });

  test('and holds keys that would poison an object does no harm', async () => {
    const inputs: unknown[] = [];
    await using world = await testMesh([first('old', { seen: (input) => inputs.push(input) })]);
    const input = JSON.parse('{"Amount":"5","iban":"AT61","constructor":{"prototype":{"polluted":1}}}') as object;
    const outcome = await world.ask(intent, { input });
    expect(outcome.type).toBe('done');
    expect(inputs).toEqual([{ amount: 5, iban: 'AT61' }]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('two versions of one capability', () => {
  test('live side by side: a caller of the first is served by the second, and gets its result as it knows it', async () => {
    const inputs: unknown[] = [];
    await using world = await testMesh([second('new', { seen: (input) => inputs.push(input) })]);
    const outcome = await world.ask(v1, { input: { amount: 50, iban: 'AT61' } });
    expect(outcome).toMatchObject({ type: 'done', agent: 'new', output: { receipt: 'new-2', charged: 50 } });
    expect(inputs).toEqual([{ amount: 50, account: { IBAN: 'AT61' }, priority: 'normal' }]);
    expect(outcome.text).toMatch(/result/);
  });

  test('and a caller may pin one, by words or by definition', async () => {
    await using world = await testMesh([first('old', { price: '9' }), second('new', { price: '1' })]);
    const input = { amount: 50, iban: 'AT61' };
    expect(await world.ask(v1, { input, version: '1' })).toMatchObject({ type: 'done', agent: 'old' });
    expect(await world.ask(intent, { input, version: '2' })).toMatchObject({ type: 'done', agent: 'new' });
    const none = await world.ask(v1, { input, version: '3' });
    expect(none.type).toBe('no-route');
  });

  test('of which none can be read as the caller knows it fails, and hands over what came', async () => {
    const other = defineCapability({
      ...words,
      version: '3',
      input: v1.input,
      output: z.object({ done: z.boolean() }),
    });
    const agent = defineAgent({
      name: 'third',
      capabilities: {
        [other.name]: capability({
          ...other,
          bid: () => ({ price: '1', etaMs: 100 }),
          perform: () => ({ done: true }),
        }),
      },
    });
    await using world = await testMesh([agent]);
    const outcome = await world.ask(v1, { input: { amount: 50, iban: 'AT61' } });
    expect(outcome).toMatchObject({ type: 'failed', code: 'result-not-understood', output: { done: true } });
    expect(outcome.text).toMatch(/receipt/);
  });
});
