import { describe, expect, test } from '@jest/globals';
import { places, type Road, roadIds, roads } from '../src/messages.ts';
import { nearestRoads } from '../src/nearest-roads.ts';

function reachable(open: readonly Road[], start: string): Set<string> {
  const seen = new Set([start]);
  for (let grown = -1; grown !== seen.size; ) {
    grown = seen.size;
    for (const { from, to } of open) {
      if (seen.has(from)) seen.add(to);
      if (seen.has(to)) seen.add(from);
    }
  }
  return seen;
}

describe('the map', () => {
  test('joins every place with every other, whichever one road is closed', () => {
    for (const closed of roadIds) {
      const open = roads.filter(({ id }) => id !== closed);
      expect({ closed, joined: reachable(open, 'Graz').size }).toEqual({ closed, joined: places.length });
    }
  });

  test('has each road once, between two places, with a length and a speed', () => {
    expect(new Set(roadIds).size).toBe(roads.length);
    for (const { from, to, km, kmh } of roads) {
      expect(from).not.toBe(to);
      expect(km).toBeGreaterThan(0);
      expect(kmh).toBeGreaterThanOrEqual(50);
    }
  });

  test.each([
    ['a9-graz-leobn', 'a9-graz-leoben'],
    ['A9 Graz Leibnitz', 'a9-graz-leibnitz'],
    ['s6-leoben', 's6-bruck-leoben'],
  ])('a road "%s" that does not exist is near %s', (name, id) => {
    expect(nearestRoads(name)[0]).toBe(id);
  });

  test('something is near to any name', () => {
    for (const name of ['', 'x', '€', 'a'.repeat(500)]) expect(nearestRoads(name)).toHaveLength(3);
  });
});
