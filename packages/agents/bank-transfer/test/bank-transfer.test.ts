import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type TestMesh, testMesh } from '@parley/agent/testing';
import { processPayment } from '@parley/agent-payment/messages';
import { startTestBank, type TestBank } from '@parley/example-bank/testing';
import bankTransfer from '../src/index.ts';

type Order = { amount: string; currency: 'USD' | 'EUR'; method?: 'card' | 'bank-transfer' };

let bank: TestBank;
beforeEach(async () => {
  bank = await startTestBank();
});
afterEach(async () => bank[Symbol.asyncDispose]());

const withTransfers = (count: number, config: object = { bankUrl: bank.url }) =>
  testMesh(Array(count).fill(bankTransfer), { config: { ...config } });
const ask = (world: TestMesh, input: Order) => world.mesh.ask(processPayment, { input });
const pay = (world: TestMesh, input: Order) => bank.settle(world.clock, ask(world, input).outcome);

describe('a bank transfer', () => {
  test('is ordered, waits for clearing, is charged once, and gives the receipt', async () => {
    await using world = await withTransfers(1);
    const asking = ask(world, { amount: '300.00', currency: 'EUR', method: 'bank-transfer' });
    const outcome = await bank.settle(world.clock, asking.outcome);
    const [charge, ...more] = await bank.charges();
    expect(more).toEqual([]);
    expect(charge).toMatchObject({ method: 'bank-transfer', key: `${outcome.conversation}.charge` });
    const output = { receipt: charge!.id, amount: '300.00', currency: 'EUR', method: 'bank-transfer' };
    expect(outcome).toMatchObject({ type: 'done', price: { amount: '0.40' }, output });
    const notes: unknown[] = [];
    for await (const event of asking) if (event.type === 'progress') notes.push([event.share, event.note]);
    expect(notes).toEqual([
      [0.1, 'order placed'],
      [0.4, 'waiting for clearing'],
      [0.8, 'cleared, charging'],
    ]);
  });

  test.each<[string, Order, RegExp]>([
    ['an amount over the limit', { amount: '50000.01', currency: 'USD' }, /50000\.01 is over the limit of a transfer/],
    ['another method', { amount: '5', currency: 'USD', method: 'card' }, /asked to pay by card/],
  ])('is refused for %s, and nothing is charged', async (_, order, text) => {
    await using world = await withTransfers(1);
    expect(await pay(world, order)).toMatchObject({ type: 'refused', text: expect.stringMatching(text) });
    expect(await bank.requests()).toEqual([]);
  });

  test('is refused where no bank is configured', async () => {
    await using world = await withTransfers(1, {});
    const outcome = await pay(world, { amount: '5', currency: 'USD' });
    expect(outcome).toMatchObject({ type: 'refused', text: expect.stringMatching(/no bank is configured/) });
  });

  test('does not take a currency it does not know', async () => {
    await using world = await withTransfers(1);
    const outcome = await pay(world, { amount: '5', currency: 'JPY' as 'USD' });
    expect(outcome).toMatchObject({ type: 'needs-input', missing: ['currency'] });
  });

  test('that the bank fails to charge fails with its code, and the next one charges once', async () => {
    await using world = await withTransfers(2);
    await bank.faults({ failNext: 1, failStatus: 500 });
    const outcome = await pay(world, { amount: '30', currency: 'USD' });
    expect(outcome.type).toBe('done');
    expect(outcome.tried.attempts.map(({ ended, text }) => [ended, text?.slice(0, 11)])).toEqual([
      ['failure', 'bank-failed'],
      ['done', undefined],
    ]);
    expect(await bank.charges()).toHaveLength(1);
  });

  test('that the bank answers too slowly is taken over with the same key: one charge', async () => {
    await using world = await withTransfers(2);
    await bank.faults({ answerDelayMs: 20_000 });
    const asking = ask(world, { amount: '30', currency: 'USD' });
    await bank.settle(world.clock, bank.untilCharged());
    await bank.faults({ answerDelayMs: 0 });
    await world.clock.advance(processPayment.hints!.progressWithinMs!);
    const outcome = await bank.settle(world.clock, asking.outcome);
    const charges = await bank.charges();
    expect(outcome).toMatchObject({ type: 'done', output: { receipt: charges[0]!.id } });
    expect(outcome.tried.attempts.map(({ ended }) => ended)).toEqual(['no-progress', 'done']);
    expect(charges).toHaveLength(1);
    expect((await bank.requests()).map(({ key }) => key)).toEqual([charges[0]!.key, charges[0]!.key]);
  });

  test('that the bank refuses is not tried by another transfer', async () => {
    await using world = await withTransfers(2);
    await bank.faults({ failNext: 5, failStatus: 402 });
    const outcome = await pay(world, { amount: '30', currency: 'USD' });
    expect(outcome).toMatchObject({ type: 'failed', code: 'bank-refused', text: expect.stringMatching(/402/) });
    expect(outcome.tried.attempts).toHaveLength(1);
  });
});
