// The tool itself, with real processes and a real nats-server: short runs by its command line.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { descendantsOf, eventually, livingOf, type NodeChild, spawnNode } from '@parley/testkit';
import { LoadReport } from '../src/run/load-report.ts';

const main = join(import.meta.dirname, '..', 'src', 'run', 'main.ts');
const documentation = join(import.meta.dirname, '..', '..', '..', 'docs', 'load.md');
const scenarios = join(import.meta.dirname, 'scenarios');
const runMs = 90_000;
const paths: string[] = [];

afterEach(() => {
  for (const path of paths.splice(0)) rmSync(path, { recursive: true, force: true });
});

function load(...args: string[]): NodeChild {
  return spawnNode(main, { args: [...args, '--json'] });
}

async function reportOf(child: NodeChild): Promise<LoadReport> {
  return LoadReport.parse(JSON.parse(await child.waitForLine(/^\{/, runMs)));
}

test(
  'three bidders are put under load, a page and a file are written, and nothing is left behind',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'load-test-'));
    paths.push(folder);
    const args = ['three-bidders', '--duration', '2s', '--warm-up', '1s', '--in-flight', '8', '--callers', '2'];
    const child = load(...args, '--report', folder);
    await child.waitForLine(/three-bidders|agents in/, runMs);
    const started = descendantsOf(child.pid);
    const report = await reportOf(child);
    expect(await child.exit).toEqual({ code: 0, signal: null });
    await eventually(() => expect(livingOf(started)).toEqual([]), { what: 'its processes to end' });
    expect(report).toMatchObject({ agents: 3, callers: 2, stopped: null, load: { model: 'closed', inFlight: 8 } });
    const { done, failed, bidsPerTask, messagesPerTask, latencyUs } = report.summary;
    expect(done).toBeGreaterThan(50);
    expect(failed).toBe(0);
    expect(bidsPerTask).toBe(3);
    // A call, a bid and their ends for three, an award, an agreement, a result: each is a message.
    expect(messagesPerTask).toBeGreaterThan(10);
    expect(latencyUs!.p50).toBeLessThanOrEqual(latencyUs!.p99);
    expect(new Set(report.processes.map(({ role }) => role))).toEqual(new Set(['caller', 'agent', 'broker']));
    const kept = LoadReport.parse(JSON.parse(readFileSync(join(folder, 'load.json'), 'utf8')));
    expect(kept.summary).toEqual(report.summary);
    const page = readFileSync(join(folder, 'load.html'), 'utf8');
    expect(page).toContain('three-bidders');
    expect(page).not.toMatch(/(src|href)="/);
  },
  runMs,
);

test(
  'an agent that stalls for a second shows in the p99 of the open model, and hardly in that of the closed one',
  async () => {
    const path = join(scenarios, 'stalling.ts');
    const shared = [path, '--duration', '4s', '--warm-up', '0s', '--callers', '1'];
    const open = await reportOf(load(...shared, '--rate', '100/s'));
    const closed = await reportOf(load(...shared, '--in-flight', '1'));
    expect(open.summary.failed + closed.summary.failed).toBe(0);
    expect(open.summary.latencyUs!.p99).toBeGreaterThan(700_000);
    // One ask of hundreds waited for it; nobody asked meanwhile.
    expect(closed.summary.latencyUs!.max).toBeGreaterThan(700_000);
    expect(closed.summary.latencyUs!.p99).toBeLessThan(300_000);
  },
  2 * runMs,
);

test(
  'a run in which too much fails ends early, says why, and exits with 1',
  async () => {
    const child = load(
      join(scenarios, 'failing.ts'),
      '--duration',
      '60s',
      '--stop-at-errors',
      '20%',
      '--in-flight',
      '4',
    );
    const report = await reportOf(child);
    expect(await child.exit).toEqual({ code: 1, signal: null });
    expect(report.stopped?.reason).toContain('--stop-at-errors 20%');
    expect(report.summary.errors[0]).toMatchObject({ kind: 'no-route' });
  },
  runMs,
);

test(
  'Ctrl-C ends a run, which reports what it measured until then',
  async () => {
    const child = load('echo', '--duration', '60s', '--warm-up', '0s', '--in-flight', '4', '--callers', '1');
    await child.waitForLine(/no errors/, runMs);
    child.kill('SIGINT');
    const report = await reportOf(child);
    expect(await child.exit).toEqual({ code: 130, signal: null });
    expect(report.stopped?.reason).toBe('stopped by SIGINT');
    expect(report.summary.done).toBeGreaterThan(0);
  },
  runMs,
);

test(
  'the scenario that the documentation shows works as it stands',
  async () => {
    const shown = /## A scenario of one's own[\s\S]*?```ts\n([\s\S]*?)```/.exec(
      readFileSync(documentation, 'utf8'),
    )![1]!;
    const path = join(scenarios, 'from-the-documentation.ts');
    paths.push(path);
    writeFileSync(path, shown);
    const report = await reportOf(load(path, '--duration', '1s', '--warm-up', '0s', '--in-flight', '4'));
    expect(report.summary.failed).toBe(0);
    expect(report.summary.done).toBeGreaterThan(0);
    const lines = shown.split('\n').filter((line) => line !== '' && !line.startsWith('import'));
    expect(lines.length).toBeLessThanOrEqual(10);
  },
  runMs,
);

test('what is typed wrong is said at once, with what to do, and exits with 2', async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['nobody-knows-it'], /There is no scenario "nobody-knows-it".*three-bidders/],
    [['echo', '--rate', '5/s', '--in-flight', '5'], /either --rate .* or --in-flight/],
    [['echo', '--rate', 'much'], /write 500\/s/],
    [['echo', '--servers', 'nats://example.com:4222'], /--i-own-this-server/],
    [['echo', '--callers', '1000'], /a whole number from 1 to 32/],
    [['soak', '--servers', 'nats://127.0.0.1:4222'], /in a mesh of its own only/],
    [['compare', '/nowhere/a.json', '/nowhere/b.json'], /cannot be read/],
  ];
  for (const [args, text] of wrong) {
    const child = spawnNode(main, { args });
    expect(await child.exit).toEqual({ code: 2, signal: null });
    expect(child.lines.join('\n')).toMatch(text);
  }
}, 60_000);
