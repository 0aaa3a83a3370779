import { describe, expect, test } from '@jest/globals';
import { freePort, freshMeshName, seededRandom } from '../src/index.ts';

describe('seeded randomness', () => {
  test('is the same for the same seed and another for another', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('stays in its bounds, reaches both ends and spreads evenly', () => {
    const random = seededRandom(1);
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 6_000; draw += 1) {
      const value = random.integer(1, 6);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  test('shuffles a copy and picks from what is there', () => {
    const random = seededRandom(3);
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const mixed = random.shuffle(items);
    expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(mixed).not.toEqual(items);
    expect([...mixed].sort()).toEqual(items);
    expect(items).toContain(random.pick(items));
    expect(() => random.pick([])).toThrow(RangeError);
  });
});

test('mesh names and ports are fresh each time', async () => {
  expect(freshMeshName()).toMatch(/^test-[0-9a-f]{12}$/);
  expect(freshMeshName()).not.toBe(freshMeshName());
  expect(await freePort()).toBeGreaterThan(1_024);
});
