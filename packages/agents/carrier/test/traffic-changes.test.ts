import { describe, expect, test } from '@jest/globals';
import type { CarryInput, CarryProgress } from '@parley/agent-trade/messages';
import { booked, carried, made, worldOf } from './carrying-world.ts';
import { depot, teller } from './partners.ts';

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
    expect(held).toHaveLength(10);
    expect(new Set(held.map(({ partial }) => partial.now)).size).toBe(1);
    expect(held[0]!.note).toMatch(/It will be late: .*; it waits for word$/);
  });

  test('and it will be late, it gives up and says where the goods are, as it was told', async () => {
    const { outcome, trucks } = await closing('driving', {
      deliverBy: '2026-11-26T14:00:00+01:00',
      whenLate: 'fail',
    });
    expect(outcome).toMatchObject({
      type: 'failed',
      code: 'late',
      text: expect.stringMatching(/^It will be late: it/),
    });
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
    expect(outcome).toMatchObject({
      type: 'failed',
      code: 'no-way',
      text: expect.stringMatching(/^No open road leads/),
    });
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
