import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, freePort, type NodeChild, spawnNode, withBroker } from '@parley/testkit';

const entry = join(import.meta.dirname, '..', 'src', 'main.ts');
const bin = join(import.meta.dirname, '..', 'bin', 'parley.mjs');
const startMs = 30_000;

interface Ready {
  readonly servers: string;
  readonly agents: readonly string[];
  readonly pids: { readonly up: number; readonly broker: number | null; readonly supervisor: number };
}

let folder: string;
let root: string;
let temporary: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-up-test-'));
  root = join(folder, 'workspace');
  temporary = join(folder, 'tmp');
  // A workspace without agents is up soonest.
  for (const each of [join(root, 'packages', 'agents'), temporary]) mkdirSync(each, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function parley(
  args: readonly string[],
  options: { file?: string; nodeFlags?: string[]; cwd?: string } = {},
): NodeChild {
  const { file = entry, nodeFlags = [], cwd = root } = options;
  const env = { NATS_URL: undefined, TMPDIR: temporary };
  return spawnNode(file, { args, env, cwd, nodeFlags, holdInput: true });
}

async function readyOf(child: NodeChild): Promise<Ready> {
  return JSON.parse(await child.waitForLine(/^\{"ready"/, startMs)).ready;
}

/** The supervisor leads a group of its own, in which its agents and services are. */
function isGone(pid: number | null): boolean {
  try {
    if (pid !== null) process.kill(-pid, 0);
    return pid === null;
  } catch {
    return !existsSync(`/proc/${pid}`);
  }
}

/** The pid of the nats-server that says in its configuration that it listens there. */
function brokerOf(servers: string): number | undefined {
  const { port } = new URL(servers);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => listensOn(pid, port));
}

function listensOn(pid: number, port: string): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!command.includes('nats-server.conf') || command.includes('watchdog')) return false;
    return new RegExp(`^port: ${port}$`, 'm').test(readFileSync(`/proc/${pid}/cwd/nats-server.conf`, 'utf8'));
  } catch {
    return false;
  }
}

const nothingIsLeft = ({ pids }: Ready) =>
  eventually(
    () => {
      expect(isGone(pids.supervisor)).toBe(true);
      expect(existsSync(`/proc/${pids.broker}`)).toBe(false);
      expect(readdirSync(temporary)).toEqual([]);
    },
    { timeoutMs: 20_000, what: 'all of it to be gone' },
  );

describe('parley up', () => {
  test('is found from its folder and below, is refused a second time, and leaves nothing after SIGTERM', async () => {
    const up = parley(['up', '--port', '0', '--json']);
    const ready = await readyOf(up);
    const noted = JSON.parse(readFileSync(join(root, '.parley', 'mesh.json'), 'utf8'));
    expect(noted).toMatchObject({ url: ready.servers, mesh: 'default', pid: up.pid });

    const again = parley(['up', '--port', '0']);
    expect(await again.exit).toEqual({ code: 7, signal: null });
    expect(again.lines.join('\n')).toContain(`up already at ${ready.servers}`);

    const asked = parley(['agents'], { cwd: join(root, 'packages', 'agents') });
    expect((await asked.exit).code).toBe(3);
    expect(asked.lines.join('\n')).toContain(ready.servers);

    up.kill('SIGTERM');
    expect(await up.exit).toEqual({ code: 0, signal: null });
    await nothingIsLeft(ready);
    expect(readdirSync(join(root, '.parley'))).toEqual(['jetstream']);
  }, 60_000);

  test('two at once in one folder: one is up, the other says so', async () => {
    const both = [parley(['up', '--port', '0', '--json']), parley(['up', '--port', '0', '--json'])];
    const first = await Promise.race(both.map(async (each) => ({ each, exit: await each.exit })));
    expect(first.exit.code).toBe(7);
    const other = both.find((each) => each !== first.each)!;
    const ready = await readyOf(other);
    other.kill('SIGINT');
    expect((await other.exit).code).toBe(0);
    await nothingIsLeft(ready);
  }, 60_000);

  test('takes over from one that was killed, which left nothing running', async () => {
    const killed = parley(['up', '--port', '0', '--json']);
    const ready = await readyOf(killed);
    killed.kill('SIGKILL');
    await killed.exit;
    await nothingIsLeft(ready);
    const next = parley(['up', '--port', '0', '--json', '--until-stdin-closes']);
    const nextReady = await readyOf(next);
    next.closeInput();
    expect(await next.exit).toEqual({ code: 0, signal: null });
    await nothingIsLeft(nextReady);
  }, 60_000);

  test('says that its supervisor died, and ends with 1 and nothing left', async () => {
    const up = parley(['up', '--port', '0', '--temporary', '--json']);
    const ready = await readyOf(up);
    process.kill(ready.pids.supervisor, 'SIGKILL');
    expect(await up.exit).toEqual({ code: 1, signal: null });
    expect(up.lines.join('\n')).toContain('The supervisor was ended by SIGKILL');
    await nothingIsLeft(ready);
    expect(existsSync(join(root, '.parley'))).toBe(false);
  }, 60_000);

  test('starts its broker again when it dies, and gives up when it keeps dying', async () => {
    const up = parley(['up', '--port', '0', '--temporary', '--json']);
    const ready = await readyOf(up);
    let pid = ready.pids.broker!;
    const pids = [pid];
    for (let round = 1; round <= 3; round++) {
      process.kill(pid, 'SIGKILL');
      await eventually(
        () => {
          expect(up.lines.filter((line) => line.startsWith('The broker is back at '))).toHaveLength(round);
          pid = brokerOf(ready.servers)!;
          expect(pids).not.toContain(pid);
        },
        { timeoutMs: 15_000, what: `the broker to be back for the ${round}. time` },
      );
      pids.push(pid);
    }
    process.kill(pid, 'SIGKILL');
    expect(await up.exit).toEqual({ code: 1, signal: null });
    expect(up.lines.join('\n')).toContain('The broker was ended by SIGKILL, so the mesh is taken down');
    await nothingIsLeft({ ...ready, pids: { ...ready.pids, broker: pid } });
  }, 60_000);

  test('a busy port is said, with the command that shows who has it', async () => {
    const { port } = await withBroker();
    const up = parley(['up', '--port', String(port)]);
    expect((await up.exit).code).toBe(3);
    expect(up.lines.join('\n')).toMatch(/busy[\s\S]*mend it with/);
    expect(existsSync(join(root, '.parley', 'mesh.json'))).toBe(false);
  }, 60_000);

  test('uses a broker that runs already, and leaves it running', async () => {
    const { url } = await withBroker();
    const up = parley(['up', '--servers', url, '--mesh', 'guest', '--json']);
    const ready = await readyOf(up);
    expect(ready).toMatchObject({ servers: url, pids: { broker: null } });
    up.kill('SIGINT');
    expect((await up.exit).code).toBe(0);
    const other = parley(['agents', '--servers', url, '--mesh', 'guest']);
    expect((await other.exit).code).toBe(3);
    expect(other.lines.join('\n')).toContain('No agent is there');
    await nothingIsLeft(ready);
  }, 60_000);

  test('no broker at the given address is an error that says what to do', async () => {
    const up = parley(['up', '--servers', `nats://127.0.0.1:${await freePort()}`]);
    expect((await up.exit).code).toBe(3);
    expect(up.lines.join('\n')).toContain('leave out --servers');
  }, 60_000);
});

describe('the command itself', () => {
  // What an older Node would say of itself.
  const olderNode = [
    '--import',
    'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.19.0"})',
  ];

  test('hands over to the Node of the repository, with its exit code', async () => {
    const child = parley(['ask', 'pay', '--within', 'soon'], { file: bin, nodeFlags: olderNode });
    expect(await child.exit).toEqual({ code: 2, signal: null });
  });

  test('passes signals on, and does not outlive itself when it is killed', async () => {
    const stopped = parley(['up', '--port', '0', '--temporary', '--json'], { file: bin, nodeFlags: olderNode });
    const ready = await readyOf(stopped);
    stopped.kill('SIGTERM');
    expect(await stopped.exit).toEqual({ code: 0, signal: null });
    await nothingIsLeft(ready);

    const killed = parley(['up', '--port', '0', '--temporary', '--json'], { file: bin, nodeFlags: olderNode });
    const next = await readyOf(killed);
    killed.kill('SIGKILL');
    await killed.exit;
    await eventually(() => expect(existsSync(`/proc/${next.pids.up}`)).toBe(false), { timeoutMs: 20_000 });
    await nothingIsLeft(next);
  }, 60_000);
});
