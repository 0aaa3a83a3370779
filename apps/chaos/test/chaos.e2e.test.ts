// The run itself, with real processes: short, and stopped in the middle. Each has a temporary folder of its own in its
// environment, by which its files and all of its processes are known, also those that lost their parent.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { eventually, type NodeChild, spawnNode } from '@parley/testkit';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');
const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'chaos.md');
const runMs = 120_000;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function chaos(...args: string[]): { readonly child: NodeChild; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'chaos-test-'));
  folders.push(folder);
  return { child: spawnNode(main, { args, env: { TMPDIR: folder } }), folder };
}

/** The processes that were started with this temporary folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(`TMPDIR=${folder}\0`);
    } catch {
      return false;
    }
  });
}

async function expectNothingLeft(folder: string): Promise<void> {
  expect(readdirSync(folder)).toEqual([]);
  await eventually(() => expect(processesOf(folder)).toEqual([]), { timeoutMs: 5_000, what: 'its processes to end' });
}

test(
  'kills and stops agents while they work, and finds that nothing is lost',
  async () => {
    const { child, folder } = chaos(
      ...['--only', 'kills', '--only', 'stops', '--kills', '3', '--stops', '1', '--in-flight', '8', '--json'],
    );
    const report = JSON.parse(await child.waitForLine(/^\{/, runMs));
    expect(await child.exit).toEqual({ code: 0, signal: null });
    await expectNothingLeft(folder);
    expect(report).toMatchObject({ seed: 1, violations: [], failure: null });
    expect(report.asks).toBe(Object.values<number>(report.outcomes).reduce((sum, each) => sum + each, 0));
    expect(report.charges).toBeGreaterThanOrEqual(report.outcomes.done);
    const samples = Object.fromEntries(
      report.figures.map(({ name, samples }: { name: string; samples: number }) => [name, samples]),
    );
    expect(samples).toMatchObject({ 'SIGKILL noticed after': 3, 'SIGSTOP noticed after': 1, 'back after SIGCONT': 1 });
    const fields = readFileSync(page, 'utf8').split('## The JSON object')[1] ?? '';
    for (const field of Object.keys(report)) expect(fields).toContain(`\`${field}\``);
  },
  runMs,
);

test(
  'Ctrl-C in the middle ends all of it',
  async () => {
    const { child, folder } = chaos('--only', 'kills', '--kills', '50');
    await child.waitForLine(/killed 1 of 50/, runMs);
    expect(processesOf(folder).length).toBeGreaterThan(5);
    child.kill('SIGINT');
    expect(await child.exit).toEqual({ code: 130, signal: null });
    await expectNothingLeft(folder);
  },
  runMs,
);

test('a wrong option is refused with what is right', async () => {
  const { child } = chaos('--kills', 'many');
  expect(await child.waitForLine(/error/, runMs)).toMatch(/--kills.*whole number from 1/);
  expect((await child.exit).code).toBe(1);
});
