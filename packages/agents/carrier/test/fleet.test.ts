import { describe, expect, test } from '@jest/globals';
import type { AgentDefinition, Outcome } from '@parley/agent';
import { type CarryProgress, carryGoods } from '@parley/agent-trade/messages';
import { ask, booked, carried, leg, limits, made, worldOf } from './carrying-world.ts';
import { depot } from './partners.ts';

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
    expect(outcome).toMatchObject({ type: 'failed', code: 'carried-by-another' });
    expect(outcome.text).toMatch(/^carrier-timetable carries this/);
    expect(collected).toEqual(['s1']);
    await world.clock.advance(15_000);
    for (const _ of [1, 2]) expect(await booked(world)).toEqual([]);
  });
});

const attemptsOf = ({ tried }: Pick<Outcome, 'tried'>) =>
  tried.attempts.map(({ instance, ended }) => [instance, ended]);

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
