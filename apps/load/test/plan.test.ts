import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { titleOf } from '../src/bench/plan/chapter.ts';
import { comparisons, contenders, crews } from '../src/bench/plan/plan.ts';

const names = contenders.map(({ name }) => name);
const modules = [...contenders, ...Object.values(crews).flat()].map(({ module }) => module);

describe('the plan', () => {
  test('names each contender, and each comparison under its load, once', () => {
    expect(new Set(names).size).toBe(names.length);
    const titles = comparisons.map(titleOf);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('compares only contenders it has, and has none that it does not compare', () => {
    const compared = new Set(comparisons.flatMap((each) => each.contenders));
    expect([...compared].sort()).toEqual([...names].sort());
  });

  test.each(comparisons)(
    'expects of "$name", $inFlight in flight, only what its own contenders can show',
    (comparison) => {
      expect(comparison.goals.length).toBeGreaterThan(0);
      for (const { contender, baseline, atLeast } of comparison.goals) {
        expect(comparison.contenders).toContain(contender);
        expect(comparison.contenders).toContain(baseline);
        expect(contender).not.toBe(baseline);
        expect(atLeast ?? 1).toBeGreaterThan(0);
      }
    },
  );

  test('has every crew that a contender needs, and no other', () => {
    const needed = new Set(contenders.flatMap(({ crew }) => (crew === undefined ? [] : [crew])));
    expect([...needed].sort()).toEqual(Object.keys(crews).sort());
  });

  test.each([...new Set(modules)])('finds the module %s', (module) => {
    expect(existsSync(fileURLToPath(new URL(`../src/bench/${module}`, import.meta.url)))).toBe(true);
  });

  test('gives both sides of a net the same bidders in the same processes', () => {
    const terms = (crew: string) => crews[crew]!.map(({ options }) => options!.terms);
    for (const crew of ['raw participants', 'naive participants', 'agents without record']) {
      expect(terms(crew)).toEqual(terms('agents'));
    }
    expect(terms('raw participants, 64')).toEqual(terms('agents, 64'));
  });
});
