import { describe, expect, test } from '@jest/globals';
import { CarryProgress, carryGoods } from '@parley/agent-trade/messages';
import { booked, carried, leg, limits, made, worldOf } from './carrying-world.ts';
import { depot } from './partners.ts';

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
    // A third of the quarter that waiting takes, from 09:00 to the loading at 12:30.
    expect(notes[1]).toBe('waiting in Wiener Neustadt, it is Thursday 10:10');
    expect(notes.filter((note) => !/, it is Thursday \d\d:\d\d$/.test(note))).toEqual([
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

  test('goes on from where the goods are, at the time that it is for them', async () => {
    await using world = await worldOf(depot().agent, made('carrier-express'));
    const asOf = '2026-11-28T02:10:00+01:00';
    const { outcome, events } = await carried(world, { from: 'Hartberg', readyAt: '2026-11-28T02:20:00+01:00', asOf });
    expect(events[0]!.partial).toMatchObject({ now: asOf, at: 'Hartberg', thereAt: '2026-11-28T02:20:00+01:00' });
    expect(outcome).toMatchObject({
      output: { booking: 'o1: Hartberg - Graz', arrivedAt: '2026-11-28T03:28:45+01:00', late: true },
    });
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
    expect(outcome).toMatchObject({
      type: 'failed',
      code: 'goods-gone',
      text: expect.stringMatching(/has no such sale/),
    });
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
