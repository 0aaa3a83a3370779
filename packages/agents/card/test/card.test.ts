import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type TestMesh, testMesh } from '@parley/agent/testing';
import { processPayment } from '@parley/agent-payment/messages';
import { startTestBank, type TestBank } from '@parley/example-bank/testing';
import card from '../src/index.ts';

type Order = {
  amount: string;
  currency: 'USD' | 'EUR' | 'GBP' | 'CHF';
  method?: 'card' | 'wallet';
  reference?: string;
};
type Outcome = Awaited<ReturnType<TestMesh['ask']>>;

let bank: TestBank;
beforeEach(async () => {
  bank = await startTestBank();
});
afterEach(async () => bank[Symbol.asyncDispose]());

const withCards = (count: number, config: object = { bankUrl: bank.url }) =>
  testMesh(Array(count).fill(card), { config: { ...config } });
const pay = (world: TestMesh, input: Order): Promise<Outcome> =>
  bank.settle(world.clock, world.mesh.ask(processPayment, { input }).outcome);
const endings = ({ tried }: Outcome) => tried.attempts.map(({ ended }) => ended);

describe('a payment by card', () => {
  test('is charged once, under the key of the conversation, and gives the receipt of the charge', async () => {
    await using world = await withCards(1);
    const outcome = await pay(world, { amount: '12.40', currency: 'EUR', reference: 'lunch' });
    const [charge, ...more] = await bank.charges();
    expect(more).toEqual([]);
    expect(charge).toMatchObject({ amount: '12.40', currency: 'EUR', method: 'card', reference: 'lunch' });
    expect(charge!.key).toBe(`${outcome.conversation}.charge`);
    const output = { receipt: charge!.id, amount: '12.40', currency: 'EUR', method: 'card' };
    expect(outcome).toMatchObject({ type: 'done', price: { amount: '0.90', currency: 'USD' }, output });
  });

  test('is found by words, and costs what the table says', async () => {
    await using world = await withCards(1);
    const asking = world.mesh.ask('process a payment of 250 dollars');
    const outcome = await bank.settle(world.clock, asking.outcome);
    expect(outcome).toMatchObject({ type: 'done', price: { amount: '9.50' }, output: { amount: '250' } });
    const shares: unknown[] = [];
    for await (const event of asking) if (event.type === 'progress') shares.push(event.share);
    expect(shares).toEqual([0.2, 0.9]);
  });

  test.each<[string, Order, object]>([
    ['an amount over the limit', { amount: '5000.01', currency: 'USD' }, { text: /5000\.01 is over the card's limit/ }],
    ['another method', { amount: '5', currency: 'USD', method: 'wallet' }, { text: /asked to pay by wallet/ }],
    ['no bank', { amount: '5', currency: 'USD' }, { config: {}, text: /no bank is configured \(bankUrl\)/ }],
    ['a bank that is no address', { amount: '5', currency: 'USD' }, { config: { bankUrl: 'there' }, text: /no bank/ }],
  ])(
    'is refused for %s, and nothing is charged',
    async (_, order, { config, text }: { config?: object; text?: RegExp }) => {
      await using world = await withCards(1, config);
      expect(await pay(world, order)).toMatchObject({ type: 'refused', text: expect.stringMatching(text!) });
      expect(await bank.requests()).toEqual([]);
    },
  );

  test.each([
    ['a currency it does not take', { amount: '5', currency: 'JPY' }, 'currency'],
    ['an amount of nothing', { amount: '0.00', currency: 'USD' }, 'amount'],
    ['a negative amount', { amount: '-5', currency: 'USD' }, 'amount'],
    ['an amount in thousandths', { amount: '5.005', currency: 'USD' }, 'amount'],
  ])('is answered with the schema wanted for %s', async (_, input, missing) => {
    await using world = await withCards(1);
    expect(await pay(world, input as Order)).toMatchObject({ type: 'needs-input', missing: [missing] });
    expect(await bank.requests()).toEqual([]);
  });
});

describe('when the bank is', () => {
  test('out of order, the next one charges, once', async () => {
    await using world = await withCards(2);
    await bank.faults({ failNext: 1, failStatus: 503 });
    const outcome = await pay(world, { amount: '30', currency: 'USD' });
    expect([outcome.type, endings(outcome)]).toEqual(['done', ['failure', 'done']]);
    expect(outcome.tried.attempts[0]!.text).toMatch(/^bank-failed: The bank answered 503/);
    expect(await bank.charges()).toHaveLength(1);
  });

  test('out of order for all, the failure is typed and says so', async () => {
    await using world = await withCards(1);
    await bank.faults({ failNext: 10 });
    const outcome = await pay(world, { amount: '30', currency: 'USD' });
    expect(outcome).toMatchObject({
      type: 'failed',
      code: 'bank-failed',
      text: expect.stringMatching(/The bank answered 503/),
    });
    expect(await bank.charges()).toEqual([]);
  });

  test('unwilling, no other card is tried', async () => {
    await using world = await withCards(2);
    await bank.faults({ failNext: 10, failStatus: 402 });
    const outcome = await pay(world, { amount: '30', currency: 'USD' });
    expect([outcome.type, endings(outcome)]).toEqual(['failed', ['failure']]);
    expect(outcome).toMatchObject({ code: 'bank-refused', text: expect.stringMatching(/The bank refused \(402\)/) });
  });

  test('gone, the failure is typed and says where it was', async () => {
    await using world = await withCards(1);
    await bank.close();
    const outcome = await pay(world, { amount: '30', currency: 'USD' });
    expect(outcome).toMatchObject({
      type: 'failed',
      text: expect.stringContaining(`The bank at ${bank.url} does not`),
    });
  });

  test('rude and hangs up after it charged, the next one gets the same charge by the same key', async () => {
    await using world = await withCards(2);
    await bank.faults({ dropAfterChargeNext: 1 });
    const outcome = await pay(world, { amount: '30', currency: 'USD' });
    const charges = await bank.charges();
    expect([outcome.type, endings(outcome)]).toEqual(['done', ['failure', 'done']]);
    expect(outcome).toMatchObject({ output: { receipt: charges[0]!.id } });
    expect(charges).toHaveLength(1);
    const keys = (await bank.requests()).map(({ key }) => key);
    expect(keys).toEqual([charges[0]!.key, charges[0]!.key]);
  });

  test('too slow after it charged, silence is noticed, and the next one gets the same charge', async () => {
    await using world = await withCards(2);
    await bank.faults({ answerDelayMs: 20_000 });
    const asking = world.mesh.ask(processPayment, { input: { amount: '30', currency: 'USD' } });
    await bank.settle(world.clock, bank.untilCharged());
    await bank.faults({ answerDelayMs: 0 });
    await world.clock.advance(processPayment.hints!.progressWithinMs!);
    const outcome = await bank.settle(world.clock, asking.outcome);
    expect([outcome.type, endings(outcome)]).toEqual(['done', ['no-progress', 'done']]);
    expect(await bank.charges()).toHaveLength(1);
  });
});
