import { describe, expect, test } from '@jest/globals';
import { type Place, places, roads, type TrafficChange } from '@parley/agent-traffic/messages';
import { seededRandom } from '@parley/testkit';
import { quickestRoute } from '../src/route.ts';

const ids = (from: Place, to: Place, changes: TrafficChange[] = []) =>
  quickestRoute(from, to, changes)?.steps.map(({ road }) => road);

/** The time of the quickest way by relaxing every road as often as there are places (Bellman-Ford); no library. */
function quickestMs(from: Place, to: Place, changes: readonly TrafficChange[]): number | undefined {
  const ms = new Map<string, number>([[from, 0]]);
  for (const _ of places) {
    for (const road of roads) {
      const change = changes.find(({ road: id }) => id === road.id);
      if (change?.state === 'closed') continue;
      const kmh = change?.state === 'slow' ? Math.min(road.kmh, change.kmh ?? road.kmh / 2) : road.kmh;
      const takes = Math.round((road.km / kmh) * 3_600_000);
      for (const [a, b] of [
        [road.from, road.to],
        [road.to, road.from],
      ] as const) {
        const reached = ms.get(a);
        if (reached !== undefined && reached + takes < (ms.get(b) ?? Number.POSITIVE_INFINITY))
          ms.set(b, reached + takes);
      }
    }
  }
  return ms.get(to);
}

describe('the quickest way', () => {
  test('leads over the roads that take the least time', () => {
    expect(ids('Wiener Neustadt', 'Graz')).toEqual(['a2-wiener-neustadt-hartberg', 'a2-hartberg-graz']);
    expect(quickestRoute('Linz', 'Graz', [])).toMatchObject({ km: 270, driveMs: 3.375 * 3_600_000 });
    expect(quickestRoute('Graz', 'Graz', [])).toEqual({ steps: [], km: 0, driveMs: 0 });
  });

  test('avoids a road that is closed, and one that is slow where another is quicker', () => {
    const around = ['s6-wiener-neustadt-bruck', 's35-bruck-graz'];
    expect(ids('Wiener Neustadt', 'Graz', [{ road: 'a2-hartberg-graz', state: 'closed' }])).toEqual(around);
    expect(ids('Wiener Neustadt', 'Graz', [{ road: 'a2-hartberg-graz', state: 'slow', kmh: 30 }])).toEqual(around);
    const direct = ['a2-wiener-neustadt-hartberg', 'a2-hartberg-graz'];
    expect(ids('Wiener Neustadt', 'Graz', [{ road: 'a2-hartberg-graz', state: 'slow', kmh: 79 }])).toEqual(direct);
  });

  test('takes the other of two roads between the same places', () => {
    expect(ids('Innsbruck', 'Bregenz')).toEqual(['s16-innsbruck-bregenz']);
    expect(ids('Bregenz', 'Innsbruck', [{ road: 's16-innsbruck-bregenz', state: 'closed' }])).toEqual([
      'b179-innsbruck-bregenz',
    ]);
  });

  test('is none where every road is closed', () => {
    const closed = (['a9-graz-leibnitz', 'b69-leibnitz-klagenfurt'] as const).map(
      (road): TrafficChange => ({ road, state: 'closed' }),
    );
    expect(quickestRoute('Leibnitz', 'Graz', closed)).toBeUndefined();
    const all = roads.map(({ id: road }): TrafficChange => ({ road, state: 'closed' }));
    expect(quickestRoute('Linz', 'Graz', all)).toBeUndefined();
  });

  test('is as quick as any, on 200 seeded states of the roads', () => {
    const random = seededRandom(7);
    const states = ['open', 'slow', 'closed'] as const;
    let blocked = 0;
    for (let run = 0; run < 200; run++) {
      const changes = roads
        .filter(() => random.next() < 0.4)
        .map(
          ({ id: road }): TrafficChange => ({
            road,
            state: random.pick(states),
            kmh: random.integer(10, 70),
          }),
        );
      const [from, to] = [random.pick(places), random.pick(places)];
      const route = quickestRoute(from, to, changes);
      expect({ run, ms: route?.driveMs }).toEqual({ run, ms: quickestMs(from, to, changes) });
      if (route === undefined) blocked++;
      else expect(route.steps.at(-1)?.to ?? to).toBe(to);
    }
    expect(blocked).toBeGreaterThan(0);
  });
});
