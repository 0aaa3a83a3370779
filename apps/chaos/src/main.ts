// `npm run chaos`: a mesh of its own (broker, supervisor, bank, three instances of each agent), the scenes, the check of
// the history, the report. It ends with 0 where nothing was lost or wrong, also where something was slower than expected;
// with 1 where the history has a violation or the run failed; with 130 after Ctrl-C.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMesh } from './mesh-process.ts';
import { type ChaosOptions, readOptions } from './options.ts';
import { seededRandom } from './random.ts';
import { type ChaosReport, reportOf } from './report.ts';
import { reportMarkdown, reportText } from './report-text.ts';
import { scenes } from './scenes/index.ts';
import type { Measured } from './scenes/scene.ts';
import { World } from './world.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = join(root, 'docs', 'chaos.md');
const mark = { from: '<!-- figures -->\n', to: '\n<!-- end of figures -->' };
/** Who is killed a hundred times in a row is restarted each time, and soon. */
const roster = { defaults: { instances: 3, intensity: 100_000, backOffMs: 50, backOffMsMax: 50 } };
const { env } = process;
// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
env.ORT_DISABLE_TELEMETRY ??= '1';
const model = env.PARLEY_MODEL || undefined;
const say = (text: string) => void process.stderr.write(`chaos: ${text}\n`);

async function run(options: ChaosOptions, stop: AbortSignal): Promise<ChaosReport> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'parley-chaos-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const rosterFile = join(folder, 'roster.json');
  await writeFile(rosterFile, JSON.stringify(roster));
  say('starting a mesh of its own');
  const mesh = startMesh(root, rosterFile, model);
  cleanUp.defer(() => mesh.stop());
  const ready = await Promise.race([mesh.ready, whenAborted(stop)]);
  if (ready.failed.length > 0)
    throw new Error(ready.failed.map(({ agent, reason }) => `${agent}: ${reason}`).join('; '));
  say(`${ready.agents.length} agents are up at ${ready.servers}`);
  const world = await World.open(ready, model, stop);
  cleanUp.defer(() => world.close());
  const measured: Measured[] = [];
  for (const [index, name] of options.scenes.entries()) {
    say(`scene ${name}`);
    // Each scene draws from a seed of its own, so that leaving one out changes no other.
    const random = seededRandom(options.seed * 16 + index);
    measured.push(...(await scenes[name]({ world, options, random, say })));
  }
  return reportOf(options, measured, world.history, await world.charges());
}

function whenAborted(stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (stop.aborted) reject(stop.reason);
    stop.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
}

async function write(report: ChaosReport): Promise<void> {
  const text = await readFile(page, 'utf8');
  const from = text.indexOf(mark.from);
  const to = text.indexOf(mark.to);
  if (from < 0 || to < from) throw new Error(`${page} has no place for the figures: ${mark.from.trim()}`);
  await writeFile(page, `${text.slice(0, from + mark.from.length)}\n${reportMarkdown(report)}\n${text.slice(to)}`);
  say(`wrote ${page}`);
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort(new Stopped()));
  try {
    const report = await run(options, stop.signal);
    if (options.write) await write(report);
    process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report)}\n`);
    return report.violations.length === 0 ? 0 : 1;
  } catch (thrown) {
    if (thrown instanceof Stopped) {
      say('stopped');
      return 130;
    }
    say(thrown instanceof Error ? `it failed: ${thrown.message}` : String(thrown));
    return 1;
  }
}

class Stopped extends Error {}

process.exitCode = await main();
