import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chartsOf } from '../src/report/charts.ts';
import { pageOf } from '../src/report/page.ts';
import { Gathering } from '../src/run/gathering.ts';
import { kneeOf } from '../src/run/knee.ts';
import { LoadReport } from '../src/run/load-report.ts';
import { reportText } from '../src/run/report-text.ts';
import { Tally } from '../src/run/tally.ts';
import { aReport } from './a-report.ts';

const parts = { style: '', chartLibrary: '', chartStyle: '', script: '' };

function windowOf(latenciesMs: readonly number[]) {
  const tally = new Tally();
  for (const latencyMs of latenciesMs) {
    tally.offered();
    tally.started();
    tally.ended({ latencyMs, serviceMs: latencyMs, bids: undefined });
    tally.done();
  }
  return tally.take();
}

describe('windows of several callers', () => {
  test('are added up, and percentiles are of the sum and no average', () => {
    const gathering = new Gathering(0, false);
    gathering.add(0, 900, windowOf(Array.from({ length: 99 }, () => 1)));
    gathering.add(1, 950, windowOf([1_000]));
    const [window] = gathering.windows();
    expect(window).toMatchObject({ offered: 100, done: 100, failed: 0 });
    expect(window!.p50Us).toBeLessThan(1_010);
    expect(window!.p99Us).toBeLessThan(1_010);
    expect(window!.maxUs).toBeGreaterThan(990_000);
    expect(gathering.summary(1_000, false, null)).toMatchObject({ operations: 100, donePerS: 100, failedShare: 0 });
  });
});

describe('the page', () => {
  test('makes what a failure said safe', () => {
    const example = '</script><script>alert(1)</script><img src=x onerror=alert(1)>';
    const report = aReport({ seed: 1, seconds: 3, perS: 40, failure: { kind: '<b>odd</b>', example } });
    const page = pageOf(report, parts);
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<b>odd');
    expect(page).toContain('&lt;b&gt;odd&lt;/b&gt;');
  });

  test.each([
    ['nothing was asked', aReport({ seed: 1, seconds: 0, perS: 10 })],
    ['there is one second', aReport({ seed: 1, seconds: 1, perS: 10, open: true })],
    ['it ended early', { ...aReport({ seed: 1, seconds: 2, perS: 10 }), stopped: { reason: 'enough', atMs: 1 } }],
  ])('can be made where %s', (_, report) => {
    expect(pageOf(report, parts)).toContain('made-up');
    expect(reportText(report)).toContain('made-up');
    for (const { x, series } of chartsOf(report)) {
      for (const { values } of series) expect(values).toHaveLength(x.length);
    }
  });
});

describe('the knee', () => {
  const second = (offered: number, done: number, p50Us: number) => ({
    ...aReport({ seed: 1, seconds: 1, perS: 10 }).windows[0]!,
    offered,
    done,
    failed: 0,
    p50Us,
  });

  test('is the last rate that was kept up with, whatever one bad second says', () => {
    const windows = [100, 200, 300, 400].map((rate) => second(rate, rate, 1_000));
    const pause = second(350, 100, 1_000);
    const behind = Array.from({ length: 4 }, () => second(500, 300, 900_000));
    expect(kneeOf([...windows.slice(0, 3), pause, windows[3]!, ...behind])).toMatchObject([{ value: 400, unit: '/s' }]);
  });

  test('is said not to be reached where all was kept up with', () => {
    const [figure] = kneeOf([100, 200].map((rate) => second(rate, rate, 1_000)));
    expect(figure!.value).toBe(200);
    expect(figure!.about).toContain('no knee was reached');
  });
});

test('every field of the JSON object is in the documentation', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'load.md'), 'utf8');
  const fields = page.split('## The JSON object')[1] ?? '';
  const nested = ['summary', 'windows'].flatMap((field) => {
    const shape = LoadReport.shape[field as 'summary' | 'windows'];
    return Object.keys('element' in shape ? shape.element.shape : shape.shape);
  });
  for (const field of [...Object.keys(LoadReport.shape), ...nested]) expect(fields).toContain(`\`${field}\``);
});
