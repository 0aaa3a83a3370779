// `npm run chaos`: a mesh of its own (broker, supervisor, bank, three instances of each agent), the scenes, the check of
// the history, the report. It ends with 0 where nothing was lost or wrong, also where something was slower than expected;
// with 1 where the history has a violation or the run broke off; with 130 after Ctrl-C.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startUp } from '@parley/cli/up';
import { messageOf } from '@parley/protocol';
import { type ChaosOptions, readOptions } from './options.ts';
import { seededRandom } from './random.ts';
import { type ChaosReport, reportOf } from './report.ts';
import { reportMarkdown, reportText } from './report-text.ts';
import { sceneNames } from './scene-names.ts';
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
const stopCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const say = (text: string) => void process.stderr.write(`chaos: ${text}\n`);

async function run(options: ChaosOptions, stop: AbortController): Promise<ChaosReport> {
  await using cleanUp = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'parley-chaos-'));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const rosterFile = join(folder, 'roster.json');
  await writeFile(rosterFile, JSON.stringify(roster));
  say('starting a mesh of its own');
  const modelArgs = model === undefined ? [] : ['--model', model];
  const mesh = startUp(['--root', root, '--roster', rosterFile, ...modelArgs]);
  cleanUp.defer(() => mesh.stop());
  const ready = await Promise.race([mesh.ready, whenAborted(stop.signal)]);
  if (ready.failed.length > 0)
    throw new Error(ready.failed.map(({ agent, reason }) => `${agent}: ${reason}`).join('; '));
  say(`${ready.agents.length} agents are up at ${ready.servers}`);
  void mesh.ended.then((lines) => stop.abort(new Error(`The mesh went away. ${lines.slice(-3).join(' ')}`)));
  const world = await World.open(ready, model, stop.signal);
  cleanUp.defer(() => world.close());
  const measured: Measured[] = [];
  const failure = await play(world, options, measured);
  const charges = await world.charges().catch((thrown) => {
    const text = `The bank's book, against which all is held, cannot be read (${messageOf(thrown)}).`;
    throw new Error(failure === null ? text : `${failure} ${text}`, { cause: thrown });
  });
  return reportOf(options, measured, world.history, charges, failure);
}

/** Plays the scenes. @returns why it broke off, if it did: what happened until then is checked all the same */
async function play(world: World, options: ChaosOptions, measured: Measured[]): Promise<string | null> {
  try {
    for (const name of options.scenes) {
      say(`scene ${name}`);
      // Each scene draws from seeds of its own, so that leaving one out changes no other.
      const seed = options.seed * 16 + 2 * sceneNames.indexOf(name);
      const [random, loadRandom] = [seededRandom(seed), seededRandom(seed + 1)];
      measured.push(...(await scenes[name]({ world, options, random, loadRandom, say })));
    }
    return null;
  } catch (thrown) {
    if (thrown instanceof Stopped) throw thrown;
    return messageOf(thrown);
  }
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
  for (const [signal, code] of Object.entries(stopCodes)) process.on(signal, () => stop.abort(new Stopped(code)));
  // Whoever reads it may stop reading; the mesh is taken down all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop.abort(new Stopped(141)));
  try {
    const report = await run(options, stop);
    if (options.write && report.failure === null) await write(report);
    process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report)}\n`);
    return report.violations.length === 0 && report.failure === null ? 0 : 1;
  } catch (thrown) {
    if (thrown instanceof Stopped) {
      say('stopped');
      return thrown.code;
    }
    say(`it failed: ${messageOf(thrown)}`);
    return 1;
  }
}

class Stopped extends Error {
  readonly code: number;

  constructor(code: number) {
    super('stopped');
    this.code = code;
  }
}

process.exitCode = await main();
