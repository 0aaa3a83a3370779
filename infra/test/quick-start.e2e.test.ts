// docs/quick-start.md, done as it stands there: every file it shows is written, every command it shows is run, in this
// order, in a copy of the repository, and what it says a command prints is looked for in what that printed.

import { spawn } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { descendantsOf, eventually, livingOf, type NodeChild, spawnNode } from '@parley/testkit';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'quick-start.md'), 'utf8');
const startMs = 120_000;
const waitMs = 60_000;

interface Block {
  readonly kind: string;
  readonly text: string;
  /** The file that is named last before it. */
  readonly file: string | undefined;
}

const blocks: readonly Block[] = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(({ index, 1: kind, 2: text }) => ({
  kind: kind!,
  text: text!,
  file: [...page.slice(0, index).matchAll(/`([\w./-]+\.ts)`/g)].at(-1)?.[1],
}));

let copy: WorkspaceCopy;
let dev: NodeChild;
const env: NodeJS.ProcessEnv = { ...process.env, NATS_URL: undefined, NO_COLOR: '1', TURBO_TELEMETRY_DISABLED: '1' };

beforeAll(() => {
  copy = copyWorkspace();
});

afterAll(() => copy.remove());

/** A command as its reader types it. */
function run(command: string, more: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], {
      cwd: copy.root,
      env: { ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
    const timer = setTimeout(() => child.kill('SIGKILL'), waitMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    });
  });
}

// Two of the commands are done in another way here, so that the test needs neither a certain port nor the registry.
const otherwise: Readonly<Record<string, () => Promise<unknown>>> = {
  'npm run dev': async () => {
    const bootstrap = join(copy.root, 'infra', 'bootstrap.mjs');
    const args = ['dev', '--', '--port', '0'];
    dev = spawnNode(bootstrap, { args, env: { NATS_URL: undefined }, cwd: copy.root, detached: true });
    await dev.waitForLine(/Ctrl-C ends it/, startMs);
  },
  'npm install': async () =>
    symlinkSync('../../packages/agents/distance', join(copy.root, 'node_modules', '@parley', 'agent-distance')),
};

const addressOfMesh = (): string => JSON.parse(readFileSync(join(copy.root, '.parley', 'mesh.json'), 'utf8')).url;

const readies = () => dev.lines.filter((line) => /distance\/\w+ is ready/.test(line)).length;

const nextInstance = (before: number) =>
  eventually(() => expect(readies()).toBeGreaterThan(before), { timeoutMs: waitMs, what: 'the agent to be ready' });

/** What stays the same from run to run: no ids, no times, no columns. */
function plain(text: string): string[] {
  const lines = text
    .replace(/\d+(\.\d+)? (s|ms)\b/g, '')
    .replace(/\/[0-9a-f]{12}\b/g, '')
    .split('\n');
  return lines.map((line) => line.replace(/\s+/g, ' ').trim()).filter((line) => line !== '');
}

/** Each line of the page stands in the output, in this order; the output may say more. */
function expectShown(shown: string, output: string): void {
  const printed = plain(output);
  let from = 0;
  for (const line of plain(shown)) {
    const at = printed.findIndex((each, index) => index >= from && each.includes(line));
    if (at < 0) throw new Error(`"${line}" is not (in this place) in what was printed:\n${output}`);
    from = at;
  }
}

test('the quick start works as it stands on its page', async () => {
  let last = { code: 0 as number | null, output: '' };
  for (const { kind, text, file } of blocks) {
    if (kind === 'ts') await write(file!, text);
    else if (kind === 'text') expectShown(text, last.output);
    else for (const command of text.trim().split('\n')) last = await follow(command);
  }
  expect(blocks.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['sh', 'text', 'ts']));

  async function follow(command: string): Promise<typeof last> {
    const before = dev === undefined ? 0 : readies();
    if (otherwise[command] !== undefined) {
      await otherwise[command]();
      return { code: 0, output: '' };
    }
    // The reader's mesh is on the default port.
    const done = await run(command, command.startsWith('npx node') ? { NATS_URL: addressOfMesh() } : {});
    // That it could not be done is the point of some: nobody will, or something is missing.
    const expected = / (needs-input|refused) /.exec(done.output) === null ? [0] : [0, 4, 6];
    if (!expected.includes(done.code!)) throw new Error(`${command} ended with ${done.code}:\n${done.output}`);
    if (command.includes('turbo gen')) await nextInstance(before);
    return done;
  }

  async function write(file: string, text: string): Promise<void> {
    const before = readies();
    writeFileSync(join(copy.root, file), text);
    if (file.endsWith('src/messages.ts')) await dev.waitForLine(/distance stays as it was.*answer/, waitMs);
    if (file.endsWith('src/index.ts')) await nextInstance(before);
  }
}, 300_000);

test('what it made passes every check', async () => {
  expect(await run('npx biome check --error-on-warnings packages/agents/distance ask-distance.ts')).toMatchObject({
    code: 0,
  });
  expect(await run('npx tsc --noEmit -p .')).toEqual({ code: 0, output: expect.not.stringContaining('error') });
  rmSync(join(copy.root, 'packages', 'agents', 'distance'), { recursive: true });
  await dev.waitForLine(/agent-distance is stopped: its package is gone/, waitMs);
}, 120_000);

test('Ctrl-C ends all of it', async () => {
  const all = descendantsOf(dev.pid);
  expect(all.length).toBeGreaterThan(0);
  dev.kill('SIGINT');
  await dev.exit;
  await eventually(() => expect(livingOf(all)).toEqual([]), { timeoutMs: waitMs, what: 'all processes to be gone' });
}, 120_000);
