import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CarryProgress, orderGoods } from '@parley/agent-trade/messages';
import { type RoadId, reportTraffic } from '@parley/agent-traffic/messages';
import { type SupplyChain, supplyChain } from './supply-chain.ts';

const sentence = 'order 40 pallets of cement for our site in Graz, delivered by Friday noon, for at most 9000 euros';
const order = { goods: 'cement', quantity: 40, place: 'Graz' } as const;
const playMs = 4_000;
/** Enough for all orders here at the same hour: the same order finds the same best offer. */
const trucks = 60;
const minuteMs = 60_000;

let chain: SupplyChain;
beforeAll(async () => {
  chain = await supplyChain({ playMs, trucks });
}, 60_000);
afterAll(async () => {
  await chain?.[Symbol.asyncDispose]();
});

const report = (road: RoadId, state: 'closed' | 'open') => chain.mesh.ask(reportTraffic, { input: { road, state } });

/** When the best offer without a hurry would be there: the tightest deadline that it still meets. */
async function tightest(): Promise<string> {
  const asking = chain.mesh.ask(orderGoods, { input: { ...order, deliverBy: 'in 5 days' } });
  const outcome = await asking;
  if (outcome.type !== 'done') throw new Error(outcome.text);
  return new Date(Date.parse(outcome.output.promisedArrival) + minuteMs).toISOString();
}

/** Orders, and closes the last road of the way as soon as the trucks have left. */
async function orderAndClose(whenLate: 'keep' | 'retender') {
  const deliverBy = await tightest();
  const before = await chain.stock('cement');
  const asking = chain.mesh.ask(orderGoods, { input: { ...order, deliverBy, whenLate } });
  const notes: string[] = [];
  let closed: RoadId | undefined;
  for await (const event of asking) {
    if (event.type !== 'progress') continue;
    if (event.note !== undefined) notes.push(event.note);
    const at = CarryProgress.safeParse(event.partial);
    const last = at.data?.phase === 'driving' && at.data.roads.length > 1 ? at.data.roads.at(-1) : undefined;
    if (closed !== undefined || last === undefined) continue;
    closed = last;
    await report(last, 'closed');
  }
  const outcome = await asking;
  if (closed !== undefined) await report(closed, 'open');
  return { outcome, notes: notes.join('\n'), before, after: await chain.stock('cement'), closed };
}

test('the sentence that must work works, with the real suppliers and carriers', async () => {
  const outcome = await chain.mesh.ask(sentence);
  expect(outcome).toMatchObject({ type: 'done', agent: 'purchasing', output: { late: false } });
  const { total } = (outcome as { output: { total: { amount: string } } }).output;
  expect(Number(total.amount)).toBeLessThanOrEqual(9_000);
  expect(await chain.booked(outcome.conversation)).toMatchObject([{ state: 'delivered' }]);
}, 60_000);

describe('a road that is closed while the goods are on their way', () => {
  test('makes the order late where that is kept, and it says so', async () => {
    const { outcome, notes, before, after } = await orderAndClose('keep');
    expect(outcome).toMatchObject({ type: 'done', output: { late: true } });
    expect(notes).toMatch(/would arrive .* instead of .*, and is kept as wished/);
    expect(after.collected).toBe(before.collected + order.quantity);
  }, 60_000);

  test('fails the order where nobody else is in time, and the goods are stock again', async () => {
    const { outcome, before, after } = await orderAndClose('retender');
    expect(outcome).toMatchObject({ type: 'failed' });
    expect(outcome.text).toMatch(/would arrive .* too late, and nobody else can be there in time/);
    expect(after).toEqual(before);
    expect(await chain.booked(outcome.conversation)).toEqual([]);
  }, 60_000);
});

test('an order that no offer meets is told the nearest, and holds nothing', async () => {
  const maxPrice = { amount: '100.00', currency: 'EUR' } as const;
  const before = await chain.stock('cement');
  const outcome = await chain.mesh.ask(orderGoods, { input: { ...order, deliverBy: 'in 5 days', maxPrice } });
  expect(outcome).toMatchObject({ type: 'failed' });
  expect(outcome.text).toMatch(/for at most 100 euros; the nearest offer is \w+ .*\d\d:\d\d for [\d,.]+ \(supplier-/);
  expect(await chain.stock('cement')).toEqual(before);
}, 60_000);
