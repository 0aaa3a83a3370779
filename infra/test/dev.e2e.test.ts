// `npm run dev` as its user has it: bootstrap, turbo, npm, `parley up --watch`, supervisor, agents, nats-server, each a
// process, in a copy of the repository. What a supervisor does with a saved source has its own tests in
// apps/supervisor; here is what reaches the terminal, and what is left at the end.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { descendantsOf, eventually, livingOf, type NodeChild, spawnNode } from '@parley/testkit';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

const startMs = 120_000;
const waitMs = 30_000;
const env = { NATS_URL: undefined, PARLEY_MODEL: 'static', NO_COLOR: '1' };
let copy: WorkspaceCopy;
let dev: NodeChild;

beforeAll(async () => {
  copy = copyWorkspace();
  dev = startDev();
  await dev.waitForLine(/Ctrl-C ends it/, startMs);
}, startMs);

afterAll(() => copy.remove());

/** What `npm run dev` runs. A signal goes to it alone, which hands it on where there is no terminal. */
function startDev(): NodeChild {
  const args = ['dev', '--', '--port', '0'];
  return spawnNode(join(copy.root, 'infra', 'bootstrap.mjs'), { args, env, cwd: copy.root, detached: true });
}

function startParley(...args: string[]): NodeChild {
  return spawnNode(join(copy.root, 'apps', 'cli', 'src', 'main.ts'), { args, env, cwd: copy.root });
}

async function parley(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = startParley(...args);
  const { code } = await child.exit;
  return { code, output: child.outputLines.join('\n') };
}

const answer = async () => JSON.parse((await parley('ask', 'tell me about the weather', '--json')).output);

interface Row {
  readonly agent: string;
  readonly instance: string;
}

/** Who runs: the instance of each agent. */
async function instances(): Promise<Readonly<Record<string, string>>> {
  const { instances: rows } = JSON.parse((await parley('top', '--json')).output) as { instances: readonly Row[] };
  return Object.fromEntries(rows.map(({ agent, instance }) => [agent, instance]));
}

/** As an editor does: written beside, then moved into place. */
function save(source: string): void {
  writeFileSync(`${weatherFile()}.tmp`, source);
  renameSync(`${weatherFile()}.tmp`, weatherFile());
}

const meshFile = () => JSON.parse(readFileSync(join(copy.root, '.parley', 'mesh.json'), 'utf8'));
const weatherFile = () => join(copy.root, 'packages', 'agents', 'weather', 'src', 'index.ts');

/** The generated source with another way to perform. */
function savePerform(perform: string): void {
  save(readFileSync(weatherFile(), 'utf8').replace(/perform: .*,\n/, () => `perform: ${perform},\n`));
}

/** Waits for another weather, and for nobody else to be another. */
async function replaced(before: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const { weather, ...others } = before;
  return eventually(
    async () => {
      const { weather: now, ...othersNow } = await instances();
      expect([now, othersNow]).toEqual([expect.not.stringMatching(`^${weather}$`), others]);
      return { ...othersNow, weather: now! };
    },
    { timeoutMs: waitMs, what: 'a new instance of weather alone' },
  );
}

const shown = (pattern: RegExp) => dev.waitForLine(pattern, waitMs);

test('npm run dev is turbo dev with the set-up before it, and says what to try next', async () => {
  const { scripts } = JSON.parse(readFileSync(join(copy.root, 'package.json'), 'utf8'));
  expect(scripts.dev).toBe('node infra/bootstrap.mjs dev');
  const told = dev.lines.join('\n');
  expect(told).toMatch(/The mesh "default" is up at nats:\/\/127\.0\.0\.1:\d+, with 11 agents/);
  expect(told).toMatch(/npx parley agents[\s\S]*npx parley ask '[\s\S]*npx turbo gen agent --args weather/);
  const { code, output } = await parley('agents');
  expect([code, output]).toEqual([0, expect.stringMatching(/card[\s\S]*echo/)]);
});

test('a second one says that the mesh is up already, and where, and the first goes on', async () => {
  const again = startDev();
  expect((await again.exit).code).toBe(7);
  const { url, pid } = meshFile();
  expect(again.lines.join('\n')).toContain(`up already at ${url} (pid ${pid})`);
  expect((await parley('agents')).code).toBe(0);
}, 60_000);

test('an agent that turbo gen makes is started by the running mesh and found by meaning', async () => {
  const turbo = join(copy.root, 'node_modules', '.bin', 'turbo');
  const options = { cwd: copy.root, env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } };
  await promisify(execFile)(turbo, ['gen', 'agent', '--args', 'weather'], options);
  await shown(/weather\/\w+ is ready/);
  expect(await answer()).toMatchObject({ type: 'done', agent: 'weather' });
}, 60_000);

test('saving it replaces it alone, what it had begun it finishes, and the terminal tells', async () => {
  const first = await instances();
  savePerform("async ({ sleep }) => (await sleep(3_000), { answer: 'It snows.' })");
  const slow = await replaced(first);
  const asking = startParley('ask', 'tell me about the weather');
  await asking.waitForLine(/agreed/);
  savePerform("() => ({ answer: 'It rains.' })");
  await replaced(slow);
  await asking.exit;
  expect(asking.lines.join('\n')).toMatch(/weather did it[\s\S]*It snows\./);
  expect(asking.lines.join('\n')).not.toContain('attempt 2');
  expect(await answer()).toMatchObject({ type: 'done', output: { answer: 'It rains.' } });
  await shown(/agent-weather is started anew: its source was saved/);
}, 60_000);

test('a syntax error that is saved is shown with its place, and the old instance goes on', async () => {
  const before = await instances();
  save('export default {{{\n');
  expect(await shown(/agent-weather stays as it was/)).toMatch(/cannot be imported: .*\(src\/index\.ts:1\)/);
  expect(await answer()).toMatchObject({ type: 'done', output: { answer: 'It rains.' } });
  expect(await instances()).toEqual(before);
}, 60_000);

test('removing its folder removes the agent', async () => {
  rmSync(join(copy.root, 'packages', 'agents', 'weather'), { recursive: true });
  await shown(/agent-weather is stopped: its package is gone/);
  await eventually(async () => expect(await instances()).not.toHaveProperty('weather'), { timeoutMs: waitMs });
}, 60_000);

test('Ctrl-C leaves no process and no file that says that a mesh is here', async () => {
  const all = descendantsOf(dev.pid);
  const { url } = meshFile();
  // turbo, the npm it runs, `up`, the nats-server and who watches it, the supervisor, the bank and eleven agents.
  expect(all.length).toBeGreaterThanOrEqual(18);
  dev.kill('SIGINT');
  await dev.exit;
  await eventually(() => expect(livingOf(all)).toEqual([]), { timeoutMs: waitMs, what: 'all processes to be gone' });
  expect(readdirSync(join(copy.root, '.parley'))).toEqual(['jetstream']);
  // At its address: the default one may be that of another mesh of this machine.
  expect((await parley('agents', '--servers', url)).code).toBe(3);
}, 60_000);
