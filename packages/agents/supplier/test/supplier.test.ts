import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { AgentDefinition, Outcome } from '@parley/agent';
import { type TestMesh, testMesh } from '@parley/agent/testing';
import { type SupplyInput, settleSale, stockState, supplyGoods } from '@parley/agent-trade/messages';
import supplier from '../src/index.ts';

const configs: Record<string, Record<string, unknown>> = JSON.parse(
  readFileSync(join(__dirname, '../agents.json'), 'utf8'),
);
const [linz, neustadt, leibnitz] = ['supplier-linz', 'supplier-neustadt', 'supplier-leibnitz'] as const;
const made = (name: string) => supplier({ name, config: configs[name]! });
const startsAtMs = Date.parse('2026-11-26T08:00:00Z');
const suppliers = (...names: string[]) => testMesh(names.map(made), { startsAtMs });

const wanted = (more: Partial<SupplyInput> = {}): SupplyInput => ({
  goods: 'cement',
  quantity: 40,
  place: 'Graz',
  neededBy: '2026-11-27T12:00:00+01:00',
  holdForMs: 60_000,
  ...more,
});
const limits = { price: { amount: '100000', currency: 'EUR' } };
const buy = (world: TestMesh, more: Partial<SupplyInput> = {}, conversation?: string) =>
  world.mesh.ask(supplyGoods, {
    input: wanted(more),
    limits,
    prefer: 'price',
    ...(conversation === undefined ? {} : { conversation }),
  });
const bought = async (world: TestMesh, more: Partial<SupplyInput> = {}) => {
  const outcome = await world.settle(buy(world, more).outcome);
  if (outcome.type !== 'done') throw new Error(outcome.text);
  return outcome.output;
};
const settleIt = (world: TestMesh, sale: string, action: 'collect' | 'release', more: { supplier?: string } = {}) =>
  world.ask(settleSale, { input: { sale, action, ...more } });
async function cement(world: TestMesh) {
  const outcome = await world.ask(stockState, { input: {} });
  return outcome.type === 'done' ? outcome.output.stock.find(({ goods }) => goods === 'cement') : outcome;
}

describe('a supplier', () => {
  test('holds what is bought under the id of the conversation, at the price of its bid', async () => {
    await using world = await suppliers(neustadt);
    const asking = buy(world);
    const outcome = await world.settle(asking.outcome);
    const price = { amount: '7408.80', currency: 'EUR' };
    expect(outcome).toMatchObject({ type: 'done', price, agent: neustadt });
    expect(outcome.type === 'done' && outcome.output).toMatchObject({
      sale: asking.conversation,
      supplier: neustadt,
      depot: 'Wiener Neustadt',
      readyAt: '2026-11-26T11:01:00+01:00',
      quantity: 40,
      price,
    });
    expect(await cement(world)).toEqual({ goods: 'cement', free: 260, held: 40, collected: 0 });
  });

  test('says in its terms where the goods are to be fetched, and from when on', async () => {
    await using world = await suppliers(linz, neustadt, leibnitz);
    let seen: unknown;
    await world.ask(supplyGoods, {
      input: wanted(),
      limits,
      choose: (bids) => {
        seen = bids.map(({ agent, price, terms }) => [agent, price.amount, terms]);
        return { none: 'only looking' };
      },
    });
    expect(new Set(seen as unknown[])).toEqual(
      new Set([
        [linz, '6680.00', { depot: 'Linz', readyAt: expect.stringMatching(/^2026-11-26T23:03/) }],
        [neustadt, '7408.80', { depot: 'Wiener Neustadt', readyAt: expect.stringMatching(/^2026-11-26T11:03/) }],
        [leibnitz, '8320.00', { depot: 'Leibnitz', readyAt: expect.stringMatching(/^2026-11-26T09:15/) }],
      ]),
    );
    for (const agent of [linz, neustadt, leibnitz]) expect(JSON.stringify(seen)).toContain(agent);
  });

  test.each<[string, string, Partial<SupplyInput>, RegExp]>([
    ['a site it does not serve', neustadt, { place: 'Bregenz' }, /does not serve Bregenz, only Vienna/],
    ['too little', linz, { quantity: 19 }, /19 pallets are under the minimum of 20/],
    ['more than it has', leibnitz, { quantity: 81 }, /has 80 pallets of cement left, 81 are asked for/],
    ['what it does not sell', leibnitz, { goods: 'plaster' }, /does not sell plaster/],
  ])('refuses %s', async (_, name, more, text) => {
    await using world = await suppliers(name);
    const outcome = await world.settle(buy(world, more).outcome);
    expect(outcome).toMatchObject({ type: 'refused', text: expect.stringMatching(text) });
  });

  test('refuses who does not say how many euros', async () => {
    await using world = await suppliers(linz);
    const outcome = await world.ask(supplyGoods, { input: wanted() });
    expect(outcome).toMatchObject({ type: 'refused', text: expect.stringMatching(/sells in EUR/) });
  });

  test.each<[string, object]>([
    ['0 pallets', { quantity: 0 }],
    ['-1 pallets', { quantity: -1 }],
    ['half a pallet', { quantity: 0.5 }],
    ['10^9 pallets', { quantity: 1e9 }],
    ['stones', { goods: 'stones' }],
    ['a place that is none', { place: 'Atlantis' }],
    ['a day that is none', { neededBy: '2026-02-30T12:00:00+01:00' }],
    ['a hold without end', { holdForMs: 1e12 }],
  ])('does not understand an order of %s', async (_, more) => {
    await using world = await suppliers(linz);
    const outcome = await world.settle(buy(world, more as Partial<SupplyInput>).outcome);
    expect(outcome).toMatchObject({ type: 'needs-input', missing: Object.keys(more) });
  });
});

describe('a sale', () => {
  test('that is released, held or collected, is stock again', async () => {
    await using world = await suppliers(leibnitz);
    const [held, fetched] = [await bought(world), await bought(world)];
    expect(await settleIt(world, fetched.sale, 'collect')).toMatchObject({ output: { state: 'collected' } });
    expect(await cement(world)).toEqual({ goods: 'cement', free: 0, held: 40, collected: 40 });
    for (const { sale } of [held, fetched]) {
      expect(await settleIt(world, sale, 'release')).toMatchObject({ output: { sale, state: 'released' } });
    }
    expect(await cement(world)).toEqual({ goods: 'cement', free: 80, held: 0, collected: 0 });
  });

  test('is settled as often as one likes, once', async () => {
    await using world = await suppliers(leibnitz);
    const { sale } = await bought(world);
    for (const _ of [1, 2]) {
      expect(await settleIt(world, sale, 'collect')).toMatchObject({ output: { state: 'collected' } });
    }
    for (const _ of [1, 2])
      expect(await settleIt(world, sale, 'release')).toMatchObject({ output: { state: 'released' } });
    const again = await settleIt(world, sale, 'collect');
    expect(again).toMatchObject({ type: 'refused', text: expect.stringMatching(/it is released/) });
    expect(await cement(world)).toMatchObject({ free: 80 });
  });

  test('that nobody settles is stock again when its hold is over', async () => {
    await using world = await suppliers(leibnitz);
    const { sale } = await bought(world, { quantity: 80, holdForMs: 20_000 });
    expect(await cement(world)).toMatchObject({ free: 0, held: 80 });
    await world.clock.advance(20_000);
    expect(await cement(world)).toMatchObject({ free: 80, held: 0 });
    const late = await settleIt(world, sale, 'collect');
    expect(late).toMatchObject({ type: 'refused', text: expect.stringMatching(/it is expired/) });
    expect(await settleIt(world, sale, 'release')).toMatchObject({ output: { state: 'expired' } });
  });

  test('is settled by who made it, among all suppliers', async () => {
    await using world = await suppliers(linz, neustadt, leibnitz);
    const { sale, supplier: seller } = await bought(world);
    expect(seller).toBe(linz);
    expect(await settleIt(world, sale, 'collect')).toMatchObject({ agent: linz, output: { state: 'collected' } });
    const wrong = await settleIt(world, sale, 'release', { supplier: leibnitz });
    expect(wrong).toMatchObject({ type: 'refused', text: expect.stringMatching(/one of supplier-leibnitz/) });
    expect(await settleIt(world, 'nobodys', 'release')).toMatchObject({ type: 'refused' });
  });
});

describe('two instances of a supplier', () => {
  test('sell no more than there is, however many buy at once', async () => {
    await using world = await suppliers(leibnitz, leibnitz);
    const asked = Array.from({ length: 12 }, () => buy(world, { quantity: 10 }).outcome);
    const outcomes = await world.settle(Promise.all(asked));
    expect(outcomes.filter(({ type }) => type === 'done')).toHaveLength(8);
    for (const outcome of outcomes.filter(({ type }) => type !== 'done')) {
      expect(outcome.text).toMatch(/sold to somebody else|0 pallets of cement left/);
    }
    expect(await cement(world)).toEqual({ goods: 'cement', free: 0, held: 80, collected: 0 });
  });

  const losing = { drop: 0.05, duplicate: 0.2, reorder: 0.2, delayMs: [0, 30] as const };
  test.each([1, 2, 3, 4, 5])('sell no more than there is over a bus that loses and doubles (seed %d)', async (seed) => {
    await using world = await testMesh([made(leibnitz), made(leibnitz)], { startsAtMs, seed });
    Object.assign(world.broker.faults, losing);
    const asked = Array.from({ length: 12 }, () => buy(world, { quantity: 20 }).outcome);
    const outcomes = await world.settle(Promise.all(asked));
    Object.assign(world.broker.faults, { drop: 0, duplicate: 0, reorder: 0 });
    const sold = outcomes.flatMap((outcome) => (outcome.type === 'done' ? [outcome.output.sale] : []));
    expect(sold.length).toBeGreaterThan(0);
    expect(sold.length).toBeLessThanOrEqual(4);
    expect(await cement(world)).toMatchObject({ free: 0, held: 80 });
    for (const sale of sold) {
      expect(await settleIt(world, sale, 'collect')).toMatchObject({ output: { state: 'collected' } });
    }
    await world.clock.advance(60_000);
    expect(await cement(world)).toEqual({
      goods: 'cement',
      free: 80 - 20 * sold.length,
      held: 0,
      collected: 20 * sold.length,
    });
  });

  test('hold once what the first held and then died over', async () => {
    await using world = await testMesh([dyingAfter(made(leibnitz)), made(leibnitz)], { startsAtMs });
    const conversation = 'c'.repeat(32);
    const asking = world.mesh.ask(supplyGoods, { input: wanted(), limits, conversation, choose: inOrder });
    const outcome = await world.settle(asking.outcome);
    expect(outcome).toMatchObject({ type: 'done', output: { sale: conversation, supplier: leibnitz } });
    expect(attemptsOf(outcome)).toEqual([
      ['i0', 'no-progress'],
      ['i1', 'done'],
    ]);
    expect(await cement(world)).toMatchObject({ free: 40, held: 40 });
  });

  test('of which the first died, and another supplier, leave one sale that counts', async () => {
    await using world = await testMesh([dyingAfter(made(linz)), made(leibnitz)], { startsAtMs });
    const asking = world.mesh.ask(supplyGoods, { input: wanted(), limits, choose: inOrder });
    const outcome = await world.settle(asking.outcome);
    expect(outcome).toMatchObject({ type: 'done', output: { sale: asking.conversation, supplier: linz } });
    expect(attemptsOf(outcome)).toEqual([
      ['i0', 'no-progress'],
      ['i1', 'done'],
    ]);
  });
});

/** Takes whoever bids, the first to have started first. */
const inOrder = (bids: readonly { agent: string; instance: string }[]) =>
  bids.toSorted((a, b) => a.instance.localeCompare(b.instance)).map(({ agent, instance }) => `${agent}/${instance}`);

const attemptsOf = ({ tried }: Pick<Outcome, 'tried'>) =>
  tried.attempts.map(({ instance, ended }) => [instance, ended]);

/** An agent that does all of its work and then never answers. */
function dyingAfter(definition: AgentDefinition, name = 'supply-goods'): AgentDefinition {
  const one = definition.capabilities[name]!;
  const work = one.perform as (context: unknown) => Promise<unknown>;
  const perform = async (context: unknown) => {
    await work(context);
    return await new Promise<never>(() => undefined);
  };
  return { ...definition, capabilities: { ...definition.capabilities, [name]: { ...one, perform } } };
}
