import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { compareFiles } from '../src/report/compare.ts';
import { compareReports } from '../src/report/compared.ts';
import { aReport } from './a-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowOf = (comparison: ReturnType<typeof compareReports>, name: string) =>
  comparison.rows.find((row) => row.name === name)!;

test('a report beside itself is neither better nor worse in anything', () => {
  for (const seed of [1, 2, 3]) {
    const report = aReport({ seed, seconds: 20, perS: 100 });
    const { rows, warnings } = compareReports(report, report);
    expect(warnings).toEqual([]);
    for (const { verdict } of rows) expect([null, 'no difference shown']).toContain(verdict);
  }
});

test('a fifth more in 30 seconds is found, with its size in the interval', () => {
  const comparison = compareReports(
    aReport({ seed: 5, seconds: 30, perS: 100 }),
    aReport({ seed: 6, seconds: 30, perS: 120 }),
  );
  const done = rowOf(comparison, 'done');
  expect(done.verdict).toBe('better');
  expect(done.difference!.low).toBeLessThan(0.2);
  expect(done.difference!.high).toBeGreaterThan(0.2);
  expect(rowOf(comparison, 'p50').verdict).toBe('better');
});

test('two runs of the same seldom look different', () => {
  let alarms = 0;
  const pairs = 40;
  for (let seed = 0; seed < pairs; seed += 1) {
    const [a, b] = [100 + seed, 200 + seed].map((each) => aReport({ seed: each, seconds: 20, perS: 40 }));
    if (rowOf(compareReports(a!, b!), 'done').verdict !== 'no difference shown') alarms += 1;
  }
  // One in twenty is what 95 % means; the bootstrap of 20 seconds is a little narrow.
  expect(alarms / pairs).toBeLessThanOrEqual(0.15);
});

test('what makes two runs unlike is said', () => {
  const a = aReport({ seed: 1, seconds: 4, perS: 50 });
  const b = { ...aReport({ seed: 1, seconds: 4, perS: 50, open: true }), agents: 16 };
  const { warnings } = compareReports(a, b);
  expect(warnings.join('\n')).toMatch(/load differs: 8 in flight, and 50\/s/);
  expect(warnings.join('\n')).toMatch(/number of agents differs: 3, and 16/);
  expect(warnings.join('\n')).toMatch(/too few/);
});

test('files are compared in words or as JSON, and what is no report is said to be so', async () => {
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const a = write('a.json', JSON.stringify(aReport({ seed: 1, seconds: 12, perS: 50 })));
  const b = write('b.json', JSON.stringify(aReport({ seed: 2, seconds: 12, perS: 50 })));
  expect(await compareFiles(a, b, { json: false })).toMatch(/done .*no difference shown/);
  expect(JSON.parse(await compareFiles(a, b, { json: true })).rows[0].name).toBe('done');
  const wrong: readonly (readonly [string, RegExp])[] = [
    [join(folder, 'nowhere.json'), /cannot be read/],
    [write('page.html', '<!doctype html>'), /is no JSON: .*not the page/],
    [write('other.json', '{"a":1}'), /no report of a load run/],
    [write('null.json', 'null'), /no report of a load run/],
    [write('later.json', '{"kind":"parley-load","version":2}'), /version 2/],
    [write('torn.json', '{"kind":"parley-load","version":1}'), /damaged: command/],
  ];
  for (const [path, text] of wrong) await expect(compareFiles(path, b, { json: false })).rejects.toThrow(text);
});
