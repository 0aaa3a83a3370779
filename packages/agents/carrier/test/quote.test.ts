import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type CarryInput, viennaIso } from '@parley/agent-trade/messages';
import { readCarrierConfig } from '../src/config.ts';
import { KnownTraffic } from '../src/known-traffic.ts';
import { trucksFor } from '../src/load.ts';
import { Promises } from '../src/promises.ts';
import { quoteFor } from '../src/quote.ts';

const configs = JSON.parse(readFileSync(join(__dirname, '../agents.json'), 'utf8'));
const clockMs = Date.parse('2026-11-26T09:00:00+01:00');
const input: CarryInput = {
  goods: 'cement',
  quantity: 40,
  from: 'Wiener Neustadt',
  to: 'Graz',
  readyAt: '2026-11-26T11:03:00+01:00',
  deliverBy: '2026-11-27T12:00:00+01:00',
  order: 'o1',
  sale: 's1',
  whenLate: 'retender',
};
const carrier = (name: string, more: object = {}) => ({
  name,
  config: readCarrierConfig(name, { ...configs[name], ...more }),
  traffic: new KnownTraffic(),
  promises: new Promises(),
});
const quote = (name: string, more: Partial<CarryInput> = {}, config: object = {}) => {
  const found = quoteFor(carrier(name, config), { ...input, ...more }, undefined, { clockMs, earliestMs: clockMs });
  if ('refuse' in found) return found;
  return {
    trucks: found.trucks,
    price: found.price,
    departs: viennaIso(found.departAtMs),
    arrives: viennaIso(found.arriveAtMs),
  };
};

describe('a carrier’s quote', () => {
  test('is for trucks that leave by the timetable, when the goods are ready and loaded', () => {
    expect(quote('carrier-timetable')).toEqual({
      trucks: 3,
      price: '798.00',
      departs: '2026-11-26T13:00:00+01:00',
      arrives: '2026-11-26T14:45:00+01:00',
    });
    expect(quote('carrier-express')).toEqual({
      trucks: 3,
      price: '1208.00',
      departs: '2026-11-26T11:30:00+01:00',
      arrives: '2026-11-26T13:15:00+01:00',
    });
  });

  test('begins when it is told what the time is for the order', () => {
    const asOf = '2026-11-28T14:00:00+01:00';
    expect(quote('carrier-timetable', { asOf })).toMatchObject({ departs: '2026-11-30T05:00:00+01:00' });
  });

  test('is the same price by a detour', () => {
    const self = carrier('carrier-express');
    const at = { clockMs, earliestMs: clockMs };
    const usual = quoteFor(self, input, undefined, at);
    self.traffic.hear({ revision: 1, roads: [{ road: 'a2-hartberg-graz', state: 'closed' }] });
    const around = quoteFor(self, input, undefined, at);
    if ('refuse' in usual || 'refuse' in around) throw new Error('refused');
    expect(around.price).toBe(usual.price);
    expect([usual.route.km, around.route.km]).toEqual([140, 150]);
    expect(around.arriveAtMs).toBeGreaterThan(usual.arriveAtMs);
  });

  test.each<[string, Partial<CarryInput>, object, RegExp]>([
    ['more than all its trucks take', { quantity: 205 }, {}, /13 trucks are needed, it has 12/],
    ['what is too heavy', {}, { kgMax: 1_000 }, /too heavy/],
  ])('is refused for %s', (_, more, config, text) => {
    expect(quote('carrier-express', more, config)).toEqual({ refuse: expect.stringMatching(text) });
  });

  test('is refused where no road leads there', () => {
    const self = carrier('carrier-express');
    const roads = ['a9-graz-leibnitz', 'b69-leibnitz-klagenfurt'].map((road) => ({ road, state: 'closed' }));
    self.traffic.hear({ revision: 1, roads });
    const found = quoteFor(self, { ...input, from: 'Leibnitz' }, undefined, { clockMs, earliestMs: clockMs });
    expect(found).toEqual({ refuse: 'no open road leads from Leibnitz to Graz' });
  });
});

test.each([
  [17, 1],
  [18, 2],
  [40, 3],
  [10_000, 589],
])('%d pallets of cement take %d trucks of 24 t', (quantity, trucks) => {
  expect(trucksFor('cement', quantity, { palletsMax: 33, kgMax: 24_000 })).toBe(trucks);
  expect(trucksFor('plaster', quantity, { palletsMax: 17, kgMax: 24_000 })).toBe(trucks);
});

describe('what is known of the roads', () => {
  const closed = { road: 'a9-graz-leoben', state: 'closed' } as const;

  test('is the newest that was told, in whatever order it comes', () => {
    const traffic = new KnownTraffic();
    expect([traffic.revision, traffic.at(clockMs)]).toEqual([-1, []]);
    expect(traffic.hear({ revision: 2, roads: [closed] })).toBe(true);
    expect(traffic.hear({ revision: 1, roads: [] })).toBe(true);
    expect([traffic.revision, traffic.at(clockMs)]).toEqual([2, [closed]]);
  });

  test('is over when it says so', () => {
    const traffic = new KnownTraffic();
    traffic.hear({ revision: 1, roads: [{ ...closed, until: viennaIso(clockMs) }] });
    expect([traffic.at(clockMs - 1).length, traffic.at(clockMs).length]).toEqual([1, 0]);
  });

  test.each([undefined, 'closed', {}, { revision: 9, roads: [{ road: 'a9-graz-atlantis', state: 'closed' }] }])(
    'does not come from %j',
    (told) => {
      const traffic = new KnownTraffic();
      expect(traffic.hear(told)).toBe(false);
      expect(traffic.revision).toBe(-1);
    },
  );
});
