import { expect, test } from '@jest/globals';
import { figureOf } from '../src/report.ts';

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
