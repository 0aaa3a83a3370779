// The run itself, with real processes: short, and stopped in the middle.

import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { spawnNode } from '@parley/testkit';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');
const runMs = 120_000;
const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('parley-chaos-'));

function chaos(...args: string[]) {
  return spawnNode(main, { args });
}

test(
  'kills and stops agents while they work, and finds that nothing is lost',
  async () => {
    const child = chaos('--only', 'kills', 'stops', '--kills', '3', '--stops', '1', '--in-flight', '8', '--json');
    const report = JSON.parse(await child.waitForLine(/^\{/, runMs));
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(report).toMatchObject({ seed: 1, violations: [] });
    expect(report.asks).toBe(Object.values<number>(report.outcomes).reduce((sum, each) => sum + each, 0));
    expect(report.charges).toBeGreaterThanOrEqual(report.outcomes.done);
    const samples = Object.fromEntries(
      report.figures.map(({ name, samples }: { name: string; samples: number }) => [name, samples]),
    );
    expect(samples).toMatchObject({ 'SIGKILL noticed after': 3, 'SIGSTOP noticed after': 1, 'back after SIGCONT': 1 });
  },
  runMs,
);

test(
  'Ctrl-C in the middle ends all of it',
  async () => {
    const before = folders();
    const child = chaos('--only', 'kills', '--kills', '50');
    const [, port] = /127\.0\.0\.1:(\d+)/.exec(await child.waitForLine(/agents are up at/, runMs)) ?? [];
    await child.waitForLine(/killed 1 of 50/, runMs);
    child.kill('SIGINT');
    expect(await child.exit).toEqual({ code: 130, signal: null });
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed');
    expect(folders().filter((each) => !before.includes(each))).toEqual([]);
  },
  runMs,
);

test('a wrong option is refused with what is right', async () => {
  const child = chaos('--kills', 'many');
  expect(await child.waitForLine(/error/, runMs)).toMatch(/--kills.*whole number from 1/);
  expect((await child.exit).code).toBe(1);
});
