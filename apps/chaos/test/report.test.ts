import { expect, test } from '@jest/globals';
import { figureOf, reportOf } from '../src/report.ts';
import { reportText } from '../src/report-text.ts';

test('a figure has its percentiles, and is met by the 95th', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1).reverse();
  const figure = figureOf({ name: 'x', unit: 'ms', values, atMost: 96 });
  expect(figure).toMatchObject({ samples: 100, p50: 50.5, p95: 95.05, max: 100, met: true });
  expect(figureOf({ name: 'x', unit: 'ms', values, atMost: 95 }).met).toBe(false);
});

test('what was never measured is not met', () => {
  expect(figureOf({ name: 'x', unit: 'ms', values: [], atMost: 5 })).toMatchObject({ p95: null, met: false });
  expect(figureOf({ name: 'x', unit: 'ms', values: [3] })).toMatchObject({ p50: 3, p95: 3, met: null });
});

test('a run that broke off says why, and still what was violated until then', () => {
  const counts = { kills: 1, stops: 1, inFlight: 1, quietSeconds: 1, idleSeconds: 1 };
  const options = { ...counts, seed: 7, scenes: ['kills', 'stops'], json: false, write: false } as const;
  const report = reportOf(options, [], [{ type: 'killed', address: 'card/i1', atMs: 0 }], [], 'Waited 15 s.');
  expect(report).toMatchObject({ seed: 7, failure: 'Waited 15 s.', violations: [{ rule: 'death-unnoticed' }] });
  expect(report.command).toMatch(/--only kills stops$/);
  expect(reportText(report)).toMatch(/death-unnoticed: .*card\/i1.*\nit broke off: Waited 15 s\./);
});
