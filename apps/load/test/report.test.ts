import { describe, expect, test } from '@jest/globals';
import type { Run } from '../src/bench/field.ts';
import { joinings } from '../src/bench/joining/joining-plan.ts';
import { joiningRowOf } from '../src/bench/joining/joining-report.ts';
import { memoryReportOf } from '../src/bench/memory/memory-report.ts';
import type { Tenth } from '../src/bench/memory/memory-run.ts';
import { pageWith } from '../src/bench/page.ts';
import type { Comparison } from '../src/bench/plan/chapter.ts';
import { ratiosOf, rowOf } from '../src/bench/report.ts';

const run = (ratePerS: number, p50Us: number, failures: Run['failures'] = {}): Run => ({
  operations: 100,
  ratePerS,
  p50Us,
  p99Us: 2 * p50Us,
  failures,
  callerCpuUs: 1,
  crewCpuUs: 1,
});

const comparison: Comparison = {
  name: 'racing',
  inFlight: 1,
  contenders: ['ours', 'theirs'],
  goals: [
    { contender: 'ours', baseline: 'theirs', measure: 'rate', atLeast: 2 },
    { contender: 'ours', baseline: 'theirs', measure: 'p50', atLeast: 2.5 },
    { contender: 'ours', baseline: 'theirs', measure: 'rate' },
  ],
};
const theirs = { comparison, contender: 'theirs', runs: [run(10, 30), run(100, 30), run(1_000, 30)] };

describe('a ratio', () => {
  test('is taken within each round, and judged by its median', () => {
    const ours = { comparison, contender: 'ours', runs: [run(20, 10), run(200, 15), run(5_000, 30)] };
    const [rate, p50, unpromised] = ratiosOf([ours, theirs]);
    expect(rate).toMatchObject({ ratio: { median: 2, min: 2, max: 5 }, atLeast: 2, met: true, valid: true });
    expect(p50).toMatchObject({ ratio: { median: 2, min: 1, max: 3 }, atLeast: 2.5, met: false });
    expect(unpromised).toMatchObject({ atLeast: null, met: null });
  });

  test('is not met where any operation failed, however good it looks', () => {
    const ours = { comparison, contender: 'ours', runs: [run(99, 1), run(999, 1), run(9_999, 1, { lost: 2 })] };
    expect(rowOf(ours)).toMatchObject({ valid: false, failures: { lost: 2 } });
    expect(ratiosOf([ours, theirs])[0]).toMatchObject({ valid: false, met: false });
  });
});

describe('joining', () => {
  const joining = joinings.find(({ goals }) => goals !== undefined)!;
  const good = { coldMs: 9_000, cachedMs: 4_000, lost: 0, heartbeatShare: 0.04 };

  test('meets what is expected by its medians', () => {
    const row = joiningRowOf(joining, [good, { ...good, cachedMs: 6_000, heartbeatShare: 0.06 }, good], []);
    expect(row.expected.map(({ met }) => met)).toEqual([true, true, true]);
    expect(row.cachedMs).toEqual({ median: 4_000, min: 4_000, max: 6_000 });
  });

  test('does not, where a single agent was lost in a single round', () => {
    const row = joiningRowOf(joining, [good, { ...good, lost: 1 }, good], []);
    expect(row.expected.map(({ met }) => met)).toEqual([true, false, true]);
  });

  test('meets nothing where a round failed', () => {
    const row = joiningRowOf(joining, [good, good], ['not every replica had 1000 agents']);
    expect(row.valid).toBe(false);
    expect(row.expected.some(({ met }) => met)).toBe(false);
  });
});

describe('the memory of a long run', () => {
  const told = {
    date: '2026-11-27',
    command: 'npm run bench -- memory',
    machine: { processor: '', cores: 2, memoryGiB: 1, system: '', loadBefore: 0, versions: {} },
  };
  const tenth = (callerHeap: number, failures = {}): Tenth => {
    const memory = { residentBytes: 100, heapBytes: 50 };
    return {
      asks: 10,
      elapsedMs: 1,
      failures,
      memory: { caller: { residentBytes: 100, heapBytes: callerHeap }, agents: memory, supervisor: memory },
    };
  };

  test('holds the last tenth against the second, not the first', () => {
    const grown = memoryReportOf(told, [tenth(10), tenth(50), tenth(53)]).growth;
    expect(grown.filter(({ met }) => !met)).toEqual([{ role: 'caller', of: 'heap', ratio: 1.06, met: false }]);
    expect(memoryReportOf(told, [tenth(10), tenth(50), tenth(52)]).growth.every(({ met }) => met)).toBe(true);
  });

  test('shows nothing where asks failed', () => {
    const report = memoryReportOf(told, [tenth(50), tenth(50), tenth(50, { expired: 3 })]);
    expect(report).toMatchObject({ valid: false, failures: { expired: 3 } });
    expect(report.growth.some(({ met }) => met)).toBe(false);
  });
});

describe('the page', () => {
  test('keeps the part that is not written', () => {
    const first = pageWith('an older page without parts', 'bench', '# Performance\n\nfast');
    const both = pageWith(first, 'memory', '# Memory\n\nsmall');
    expect(pageWith(both, 'bench', '# Performance\n\nfaster')).toBe(both.replace('fast', 'faster'));
    expect(pageWith(both, 'memory', '# Memory\n\nsmaller')).toBe(both.replace('small', 'smaller'));
    expect(both).not.toContain('older');
  });
});
