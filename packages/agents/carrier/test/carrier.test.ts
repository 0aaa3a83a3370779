import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { AgentDefinition, Outcome } from '@parley/agent';
import { type TestMesh, testMesh } from '@parley/agent/testing';
import { type CarryInput, CarryProgress, carryGoods, fleetState } from '@parley/agent-trade/messages';
import carrier from '../src/index.ts';
import { depot, teller } from './partners.ts';

const configs: Record<string, object> = JSON.parse(readFileSync(join(__dirname, '../agents.json'), 'utf8'));
type Event = { type: string; note?: string; share?: number; partial: CarryProgress };

const startsAtMs = Date.parse('2026-11-26T09:00:00+01:00');
const made = (name: string, more: object = {}) => carrier({ name, config: { ...configs[name], ...more } });
const worldOf = (...agents: AgentDefinition[]) => testMesh(agents, { startsAtMs });
const limits = { price: { amount: '5000', currency: 'EUR' } };
const leg = (more: Partial<CarryInput> = {}): CarryInput => ({
  goods: 'cement',
  quantity: 40,
  from: 'Wiener Neustadt',
  to: 'Graz',
  readyAt: '2026-11-26T11:03:00+01:00',
  deliverBy: '2026-11-26T15:00:00+01:00',
  order: 'o1',
  sale: 's1',
  supplier: 'depot',
  whenLate: 'keep',
  ...more,
});
const ask = (world: TestMesh, more: Partial<CarryInput> = {}) =>
  world.mesh.ask(carryGoods, { input: leg(more), limits, prefer: 'price' });

/** Asks, and calls `see` with every progress. */
async function carried(
  world: TestMesh,
  more: Partial<CarryInput> = {},
  see: (event: Event, asking: ReturnType<typeof ask>) => void = () => undefined,
) {
  const asking = ask(world, more);
  const events: Event[] = [];
  const following = (async () => {
    for await (const event of asking) {
      if (event.type !== 'progress') continue;
      events.push(event as unknown as Event);
      see(event as unknown as Event, asking);
    }
  })();
  const outcome = await world.settle(asking.outcome);
  await following;
  return { outcome, events, notes: events.flatMap(({ note }) => note ?? []) };
}
const attemptsOf = ({ tried }: Pick<Outcome, 'tried'>) =>
  tried.attempts.map(({ instance, ended }) => [instance, ended]);
async function booked(world: TestMesh) {
  const outcome = await world.ask(fleetState, { input: {} });
  return outcome.type === 'done' ? outcome.output.booked : outcome;
}

describe('a carrier', () => {
  test('waits, has the goods given out, drives, and tells of it at least every second', async () => {
    const { agent, collected } = depot();
    await using world = await worldOf(agent, made('carrier-timetable'));
    const { outcome, events, notes } = await carried(world);
    expect(outcome).toMatchObject({ type: 'done', agent: 'carrier-timetable', price: { amount: '798.00' } });
    expect(outcome.type === 'done' && outcome.output).toEqual({
      booking: 'o1: Wiener Neustadt - Graz',
      carrier: 'carrier-timetable',
      trucks: 3,
      arrivedAt: '2026-11-26T14:45:00+01:00',
      late: false,
      roads: ['a2-wiener-neustadt-hartberg', 'a2-hartberg-graz'],
      km: 140,
      price: { amount: '798.00', currency: 'EUR' },
    });
    expect(collected).toEqual(['s1']);
    expect(notes).toEqual([
      '3 trucks booked, leave Wiener Neustadt Thursday 13:00',
      '3 trucks load in Wiener Neustadt',
      'on a2-wiener-neustadt-hartberg to Hartberg',
      'on a2-hartberg-graz to Graz',
    ]);
    for (const { partial } of events) expect(CarryProgress.parse(partial)).toMatchObject({ late: false });
    expect(events.length).toBeGreaterThan(11);
    const shares = events.map(({ share }) => share!);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(events.map(({ partial }) => partial.now)).toEqual(events.map(({ partial }) => partial.now).toSorted());
  });

  test('is there in about the real time that its configuration says, whatever the hours', async () => {
    await using world = await worldOf(depot().agent, made('carrier-timetable', { playMs: 3_000 }));
    const beganMs = world.clock.now();
    await carried(world, { deliverBy: '2026-12-06T12:00:00+01:00', readyAt: '2026-12-05T12:00:00+01:00' });
    expect(world.clock.now() - beganMs).toBeGreaterThanOrEqual(3_000);
    expect(world.clock.now() - beganMs).toBeLessThan(4_500);
  });

  test('says in its terms when it leaves and arrives, also where that is too late', async () => {
    await using world = await worldOf(made('carrier-timetable'), made('carrier-express'));
    let seen: unknown;
    await world.ask(carryGoods, {
      input: leg({ deliverBy: '2026-11-26T13:20:00+01:00' }),
      limits,
      choose: (bids) => {
        seen = Object.fromEntries(bids.map(({ agent, price, terms }) => [agent, [price.amount, terms]]));
        return { none: 'only looking' };
      },
    });
    const way = { km: 140, trucks: 3, roads: ['a2-wiener-neustadt-hartberg', 'a2-hartberg-graz'] };
    expect(seen).toEqual({
      'carrier-timetable': [
        '798.00',
        { ...way, departAt: '2026-11-26T13:00:00+01:00', arriveAt: '2026-11-26T14:45:00+01:00' },
      ],
      'carrier-express': [
        '1208.00',
        { ...way, departAt: '2026-11-26T11:30:00+01:00', arriveAt: '2026-11-26T13:15:00+01:00' },
      ],
    });
  });

  test('refuses who does not say how many euros, and what is too much', async () => {
    await using world = await worldOf(made('carrier-timetable'));
    const without = await world.ask(carryGoods, { input: leg() });
    expect(without).toMatchObject({ type: 'refused', text: expect.stringMatching(/for EUR/) });
    const { outcome } = await carried(world, { quantity: 10_000 });
    expect(outcome).toMatchObject({ type: 'refused', text: expect.stringMatching(/589 trucks are needed, it has 12/) });
    const stones = await carried(world, { goods: 'stones' as 'cement', quantity: -1 });
    expect(stones.outcome).toMatchObject({ type: 'needs-input', missing: ['goods', 'quantity'] });
  });

  test('asks a supplier that does not answer yet again', async () => {
    const { agent, collected } = depot(1);
    await using world = await worldOf(agent, made('carrier-express'));
    const { outcome } = await carried(world);
    expect(outcome.type).toBe('done');
    expect(collected).toEqual(['s1']);
  });

  test('gives its trucks back where the goods are not given out', async () => {
    await using world = await worldOf(depot(99).agent, made('carrier-express'));
    const { outcome } = await carried(world);
    expect(outcome).toMatchObject({ type: 'failed', text: expect.stringMatching(/goods-gone: .*has no such sale/) });
    expect(await booked(world)).toEqual([]);
  });

  test('gives its trucks back where the delivery is cancelled', async () => {
    await using world = await worldOf(depot().agent, made('carrier-express'));
    const { outcome } = await carried(world, {}, ({ partial }, asking) => {
      if (partial.phase === 'driving') asking.cancel('the site is closed');
    });
    expect(outcome.type).toBe('cancelled');
    await world.clock.advance(1_000);
    expect(await booked(world)).toEqual([]);
  });
});

describe('trucks', () => {
  test('are away until they are back', async () => {
    await using world = await worldOf(depot().agent, made('carrier-express'));
    await carried(world);
    expect(await booked(world)).toEqual([
      {
        booking: 'o1: Wiener Neustadt - Graz',
        order: 'o1',
        from: 'Wiener Neustadt',
        to: 'Graz',
        trucks: 3,
        departAt: '2026-11-26T11:30:00+01:00',
        backAt: '2026-11-26T15:20:00+01:00',
        state: 'delivered',
      },
    ]);
  });

  test('are booked by so many orders as there are trucks for, whichever instance is asked', async () => {
    const express = () => made('carrier-express', { timetable: { days: ['thu'], times: ['11:30'] } });
    await using world = await worldOf(depot().agent, express(), express());
    const orders = Array.from({ length: 7 }, (_, i) => ask(world, { order: `o${i}`, sale: `s${i}` }).outcome);
    const outcomes = await world.settle(Promise.all(orders));
    const done = outcomes.filter(({ type }) => type === 'done');
    const late = done.filter(
      (outcome) => outcome.type === 'done' && !outcome.output.arrivedAt.startsWith('2026-11-26'),
    );
    expect(done.length - late.length).toBe(4);
    for (const outcome of outcomes.filter(({ type }) => type !== 'done')) {
      expect(outcome.text).toMatch(/taken meanwhile/);
    }
    const all = await booked(world);
    const today = (all as { departAt: string; trucks: number }[]).filter(({ departAt }) => departAt < '2026-11-27');
    expect(today.reduce((sum, { trucks }) => sum + trucks, 0)).toBe(12);
  });

  test('are booked once for two conversations about one leg of an order', async () => {
    await using world = await worldOf(depot().agent, made('carrier-express'), made('carrier-express'));
    const both = [ask(world), ask(world)].map(({ outcome }) => outcome);
    const outcomes = await world.settle(Promise.all(both));
    expect(outcomes.filter(({ type }) => type === 'done').length).toBeGreaterThan(0);
    expect(await booked(world)).toMatchObject([{ order: 'o1', trucks: 3 }]);
  });

  test('go on where they were when the instance that drove is dead', async () => {
    const dead = stuckAfterLoading(made('carrier-express'));
    const { agent, collected } = depot();
    await using world = await worldOf(agent, dead, made('carrier-express'));
    const asking = world.mesh.ask(carryGoods, { input: leg(), limits, choose: inOrder });
    const outcome = await world.settle(asking.outcome);
    expect(outcome).toMatchObject({ type: 'done', output: { arrivedAt: '2026-11-26T13:15:00+01:00' } });
    expect(attemptsOf(outcome)).toEqual([
      ['i1', 'no-progress'],
      ['i2', 'done'],
    ]);
    expect(collected).toEqual(['s1']);
    expect(await booked(world)).toMatchObject([{ state: 'delivered', trucks: 3 }]);
  });

  test('of another carrier are given back where one has the leg already', async () => {
    const dead = stuckAfterLoading(made('carrier-timetable'));
    const { agent, collected } = depot();
    await using world = await worldOf(agent, dead, made('carrier-express'));
    const asking = world.mesh.ask(carryGoods, { input: leg(), limits, choose: inOrder });
    const outcome = await world.settle(asking.outcome);
    expect(outcome.type).toBe('failed');
    expect(outcome.text).toMatch(/carried-by-another: carrier-timetable carries this/);
    expect(collected).toEqual(['s1']);
    await world.clock.advance(15_000);
    for (const _ of [1, 2]) expect(await booked(world)).toEqual([]);
  });
});

describe('when the traffic changes', () => {
  const closed = { road: 'a2-hartberg-graz', state: 'closed' } as const;

  /** Closes the road as soon as the delivery is in this phase. */
  async function closing(phase: CarryProgress['phase'], more: Partial<CarryInput> = {}, config: object = {}) {
    const traffic = teller();
    await using world = await worldOf(depot().agent, traffic.agent, made('carrier-express', config));
    let isTold = false;
    const found = await carried(world, more, ({ partial }) => {
      if (!isTold && partial.phase === phase) traffic.tell(closed);
      isTold ||= partial.phase === phase;
    });
    return { ...found, trucks: await booked(world) };
  }

  test('before it leaves, it goes another way', async () => {
    const { outcome, notes } = await closing('waiting');
    expect(outcome).toMatchObject({
      type: 'done',
      output: { roads: ['s6-wiener-neustadt-bruck', 's35-bruck-graz'], late: false, km: 150 },
    });
    expect(notes.join('\n')).toMatch(/the traffic changed: arrives Thursday 13:22 instead of Thursday 13:15, by s6-/);
  });

  test('on the way, it goes another way from the next place on', async () => {
    const { outcome } = await closing('driving');
    expect(outcome).toMatchObject({
      output: { roads: ['a2-wiener-neustadt-hartberg', 'b54-hartberg-bruck', 's35-bruck-graz'], late: false, km: 210 },
    });
  });

  test('and it will be late, it says so and goes on, as it was told', async () => {
    const { outcome, events, notes } = await closing('driving', { deliverBy: '2026-11-26T14:00:00+01:00' });
    expect(outcome).toMatchObject({ type: 'done', output: { late: true, arrivedAt: '2026-11-26T14:43:30+01:00' } });
    expect(notes.filter((note) => /; it goes on$/.test(note))).toEqual([
      'It will be late: it arrives Thursday 14:43, Thursday 14:00 was agreed; it goes on',
    ]);
    const late = events.filter(({ partial }) => partial.late);
    expect(late[0]!.partial).toMatchObject({ at: 'Hartberg', phase: 'driving', loaded: true });
    expect(events.at(-1)!.partial.late).toBe(true);
  });

  test('and it will be late, it waits for word with its time standing still, and then goes on', async () => {
    const { outcome, events } = await closing('driving', {
      deliverBy: '2026-11-26T14:00:00+01:00',
      whenLate: 'retender',
    });
    expect(outcome).toMatchObject({ type: 'done', output: { late: true } });
    const held = events.filter(({ partial }) => partial.phase === 'holding');
    expect(held).toHaveLength(5);
    expect(new Set(held.map(({ partial }) => partial.now)).size).toBe(1);
    expect(held[0]!.note).toMatch(/It will be late: .*; it waits for word$/);
  });

  test('and it will be late, it gives up and says where the goods are, as it was told', async () => {
    const { outcome, trucks } = await closing('driving', {
      deliverBy: '2026-11-26T14:00:00+01:00',
      whenLate: 'fail',
    });
    expect(outcome).toMatchObject({ type: 'failed', text: expect.stringMatching(/late: It will be late: it arrives/) });
    expect(outcome.tried.attempts).toHaveLength(1);
    expect(trucks).toEqual([]);
  });

  test('and no road is left, it waits for one to open', async () => {
    const traffic = teller();
    await using world = await worldOf(depot().agent, traffic.agent, made('carrier-express'));
    const all = [
      closed,
      { road: 's35-bruck-graz', state: 'closed' },
      { road: 'a9-graz-leoben', state: 'closed' },
    ] as const;
    const rest = [
      { road: 'a2-graz-klagenfurt', state: 'closed' },
      { road: 'a9-graz-leibnitz', state: 'closed' },
    ] as const;
    let blockedFor = 0;
    const { outcome } = await carried(world, {}, ({ partial }) => {
      if (partial.phase === 'driving' && blockedFor === 0) traffic.tell(...all, ...rest);
      if (partial.phase === 'blocked' && ++blockedFor === 3) traffic.tell(...all.slice(1), ...rest);
    });
    expect(outcome).toMatchObject({
      type: 'done',
      output: { roads: ['a2-wiener-neustadt-hartberg', 'a2-hartberg-graz'] },
    });
    expect(blockedFor).toBeGreaterThanOrEqual(3);
  });

  test('and no road opens, it gives up, with where the goods are', async () => {
    const traffic = teller();
    await using world = await worldOf(depot().agent, traffic.agent, made('carrier-express', { blockedMs: 2_000 }));
    const around = ['a2-hartberg-graz', 's35-bruck-graz', 'a9-graz-leoben', 'a2-graz-klagenfurt', 'a9-graz-leibnitz'];
    let isTold = false;
    const { outcome } = await carried(world, {}, ({ partial }) => {
      if (partial.phase === 'driving' && !isTold) {
        traffic.tell(...around.map((road) => ({ road: road as 'a9-graz-leoben', state: 'closed' as const })));
      }
      isTold ||= partial.phase === 'driving';
    });
    expect(outcome).toMatchObject({ type: 'failed', text: expect.stringMatching(/no-way: No open road leads on/) });
    expect(await booked(world)).toEqual([]);
  });

  test('it knows what held before it started, and believes nobody but the traffic agent', async () => {
    const traffic = teller('traffic', [closed]);
    const liar = teller('liar');
    await using world = await worldOf(depot().agent, traffic.agent, liar.agent, made('carrier-express'));
    await world.clock.advance(1_500);
    for (const _ of [1, 2, 3]) liar.tell();
    await world.clock.advance(50);
    const { outcome } = await carried(world);
    expect(outcome).toMatchObject({ output: { roads: ['s6-wiener-neustadt-bruck', 's35-bruck-graz'] } });
  });
});

/** Takes whoever bids, the first to have started first. */
const inOrder = (bids: readonly { agent: string; instance: string }[]) =>
  bids.toSorted((a, b) => a.instance.localeCompare(b.instance)).map(({ agent, instance }) => `${agent}/${instance}`);

/** An agent that is never heard of again once it has loaded. */
function stuckAfterLoading(definition: AgentDefinition): AgentDefinition {
  const one = definition.capabilities['carry-goods']!;
  const work = one.perform as (context: object) => Promise<unknown>;
  const perform = async (context: { progress: (told: { partial: CarryProgress }) => void; sleep: unknown }) => {
    let isStuck = false;
    return await work({
      ...context,
      progress: (told: { partial: CarryProgress }) => {
        isStuck ||= told.partial.loaded;
        if (!isStuck) context.progress(told);
      },
      sleep: (ms: number) =>
        isStuck ? new Promise(() => undefined) : (context.sleep as (ms: number) => Promise<void>)(ms),
    });
  };
  return { ...definition, capabilities: { ...definition.capabilities, 'carry-goods': { ...one, perform } } };
}
