import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { capability, defineAgent } from '@parley/agent';
import { type TestMesh, testMesh } from '@parley/agent/testing';
import { processPayment, receiptFor } from '@parley/agent-payment/messages';
import { charge } from '@parley/example-bank/client';
import { startTestBank, type TestBank } from '@parley/example-bank/testing';
import wallet from '../src/index.ts';

type Order = { amount: string; currency: 'USD' | 'EUR'; method?: 'card' | 'wallet' };

let bank: TestBank;
beforeEach(async () => {
  bank = await startTestBank();
});
afterEach(async () => bank[Symbol.asyncDispose]());

/** Pays by card through the same bank: dearer, so that it comes after the wallet, or cheaper, so that it comes before. */
const cardFor = (price: string) =>
  defineAgent({
    name: 'other',
    capabilities: {
      'process-payment': capability({
        ...processPayment,
        bid: ({ input }) => (input.method === 'wallet' ? { refuse: 'not me' } : { price, etaMs: 800 }),
        perform: async ({ input, config, once, signal }) => {
          const order = { ...input, method: 'card', signal };
          const bankUrl = String(config.bankUrl);
          return receiptFor(
            await once('charge', (idempotencyKey) => charge(bankUrl, { ...order, idempotencyKey })),
            input,
            'card',
          );
        },
      }),
    },
  });

const meshOf = (...agents: Parameters<typeof testMesh>[0]) => testMesh(agents, { config: { bankUrl: bank.url } });
const ask = (world: TestMesh, input: Order) => world.mesh.ask(processPayment, { input, prefer: 'price' });
const pay = (world: TestMesh, input: Order) => bank.settle(world.clock, ask(world, input).outcome);
const endings = (outcome: Awaited<ReturnType<typeof pay>>) => outcome.tried.attempts.map(({ ended }) => ended);

/** What the wallet says it holds, asked by a payment that is more than that. */
async function left(world: TestMesh): Promise<string | undefined> {
  const { text } = await pay(world, { amount: '99', currency: 'USD', method: 'wallet' });
  return /the balance of (\S+) USD is less than 99/.exec(text)?.[1];
}

describe('a payment from the wallet', () => {
  test('waits for its batches, is charged once, gives the receipt, and takes the balance down', async () => {
    await using world = await meshOf(wallet);
    const asking = ask(world, { amount: '50.10', currency: 'USD' });
    const outcome = await bank.settle(world.clock, asking.outcome);
    const [charged, ...more] = await bank.charges();
    expect(more).toEqual([]);
    expect(charged).toMatchObject({ method: 'wallet', key: `${outcome.conversation}.charge` });
    const output = { receipt: charged!.id, amount: '50.10', currency: 'USD', method: 'wallet' };
    expect(outcome).toMatchObject({ type: 'done', price: { amount: '0.26' }, output });
    const shares: unknown[] = [];
    for await (const event of asking) if (event.type === 'progress') shares.push(event.share);
    expect(shares).toEqual([0.25, 0.5, 0.75]);
    expect(await left(world)).toBe('9.90');
    expect((await pay(world, { amount: '9.91', currency: 'USD' })).type).toBe('refused');
    expect((await pay(world, { amount: '9.90', currency: 'USD' })).type).toBe('done');
  });

  test.each<[string, Order, RegExp]>([
    ['another currency', { amount: '5', currency: 'EUR' }, /the wallet holds USD, not EUR/],
    ['an amount over the limit', { amount: '100.01', currency: 'USD' }, /100\.01 is over the wallet's limit of 100/],
    ['more than the balance', { amount: '60.01', currency: 'USD' }, /the balance of 60\.00 USD is less than 60\.01/],
    ['another method', { amount: '5', currency: 'USD', method: 'card' }, /asked to pay by card/],
  ])('is refused for %s, and nothing is charged', async (_, order, text) => {
    await using world = await meshOf(wallet);
    expect(await pay(world, order)).toMatchObject({ type: 'refused', text: expect.stringMatching(text) });
    expect(await bank.requests()).toEqual([]);
  });

  test('is refused where no bank is configured', async () => {
    await using world = await testMesh([wallet]);
    const outcome = await pay(world, { amount: '5', currency: 'USD' });
    expect(outcome).toMatchObject({ type: 'refused', text: expect.stringMatching(/no bank is configured/) });
  });

  test('that another one under way leaves no money for fails, typed, and is not charged', async () => {
    await using world = await meshOf(wallet);
    const order = { amount: '40', currency: 'USD' } as const;
    const both = [ask(world, order).outcome, ask(world, order).outcome];
    const outcomes = await bank.settle(world.clock, Promise.all(both));
    expect(outcomes.map(({ type }) => type).sort()).toEqual(['done', 'failed']);
    const failed = outcomes.find(({ type }) => type === 'failed');
    expect(failed).toMatchObject({ code: 'balance-too-low', text: expect.stringMatching(/does not cover 40 USD/) });
    expect(await bank.charges()).toHaveLength(1);
    expect(await left(world)).toBe('20.00');
  });
});

describe('the money comes back', () => {
  test('when the bank fails, and the next in rank pays', async () => {
    await using world = await meshOf(wallet, cardFor('5.00'));
    await bank.faults({ failNext: 1 });
    const outcome = await pay(world, { amount: '50', currency: 'USD' });
    expect(outcome).toMatchObject({ type: 'done', output: { method: 'card' } });
    expect(endings(outcome)).toEqual(['failure', 'done']);
    expect(outcome.tried.attempts[0]!.text).toMatch(/^bank-failed: /);
    expect(await bank.charges()).toHaveLength(1);
    expect(await left(world)).toBe('60.00');
  });

  test('when nobody listens at the bank', async () => {
    await using world = await meshOf(wallet);
    await bank.close();
    const outcome = await pay(world, { amount: '50', currency: 'USD' });
    expect(outcome).toMatchObject({
      type: 'failed',
      code: 'bank-unreachable',
      text: expect.stringMatching(/does not answer/),
    });
    expect(await left(world)).toBe('60.00');
  });

  test('when an earlier attempt of another agent has charged already, and the receipt says by what', async () => {
    await using world = await meshOf(wallet, cardFor('0.01'));
    await bank.faults({ dropAfterChargeNext: 1 });
    const outcome = await pay(world, { amount: '50', currency: 'USD' });
    expect(endings(outcome)).toEqual(['failure', 'done']);
    expect(outcome).toMatchObject({ agent: 'wallet', output: { method: 'card' } });
    expect(await bank.charges()).toMatchObject([{ method: 'card' }]);
    expect(await left(world)).toBe('60.00');
  });
});

describe('the money is spent', () => {
  test('when the bank charged and hung up, whoever gives the receipt', async () => {
    await using world = await meshOf(wallet, cardFor('5.00'));
    await bank.faults({ dropAfterChargeNext: 1 });
    const outcome = await pay(world, { amount: '50', currency: 'USD' });
    expect(endings(outcome)).toEqual(['failure', 'done']);
    expect(outcome).toMatchObject({ agent: 'other', output: { method: 'wallet' } });
    expect(await bank.charges()).toMatchObject([{ method: 'wallet' }]);
    expect(await left(world)).toBe('10.00');
  });

  test('when the bank charged and was too slow to say so', async () => {
    await using world = await meshOf(wallet, cardFor('5.00'));
    await bank.faults({ answerDelayMs: 20_000 });
    const asking = ask(world, { amount: '50', currency: 'USD' });
    await bank.settle(world.clock, bank.untilCharged());
    await bank.faults({ answerDelayMs: 0 });
    await world.clock.advance(processPayment.hints!.progressWithinMs!);
    const outcome = await bank.settle(world.clock, asking.outcome);
    expect(endings(outcome)).toEqual(['no-progress', 'done']);
    expect(outcome).toMatchObject({ agent: 'other', output: { method: 'wallet' } });
    expect(await bank.charges()).toHaveLength(1);
    expect(await left(world)).toBe('10.00');
  });
});
