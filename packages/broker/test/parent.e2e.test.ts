import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { eventually, type NodeChild, spawnNode } from '@parley/testkit';

interface Started {
  pid: number;
  storeDir: string;
  port: number;
}

async function startParent(): Promise<{ parent: NodeChild; started: Started }> {
  const parent = spawnNode(join(import.meta.dirname, 'fixtures', 'parent.ts'), { detached: true });
  const started = JSON.parse(await parent.waitForLine(/^\{/)) as Started;
  return { parent, started };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function nothingLeft(started: Started): Promise<void> {
  await eventually(() => expect(isAlive(started.pid)).toBe(false), { timeoutMs: 5_000, what: 'the server to be gone' });
  const folder = dirname(started.storeDir);
  await eventually(() => expect(existsSync(folder)).toBe(false), { timeoutMs: 5_000, what: `${folder} to be gone` });
}

describe('a broker whose parent', () => {
  test('is killed with SIGKILL leaves neither a server nor a folder behind', async () => {
    const { parent, started } = await startParent();
    expect(isAlive(started.pid)).toBe(true);
    expect(existsSync(started.storeDir)).toBe(true);
    parent.kill('SIGKILL');
    expect(await parent.exit).toEqual({ code: null, signal: 'SIGKILL' });
    await nothingLeft(started);
  });

  test('is killed while the server is stopped leaves nothing behind either', async () => {
    const { parent, started } = await startParent();
    process.kill(started.pid, 'SIGSTOP');
    parent.kill('SIGKILL');
    await nothingLeft(started);
  });

  test('gets Ctrl-C still has its server to drain with', async () => {
    const { parent, started } = await startParent();
    parent.killGroup('SIGINT');
    await parent.waitForLine(/^drained with JetStream true$/);
    expect((await parent.exit).code).toBe(0);
    await nothingLeft(started);
  });

  test('stops it on SIGTERM is free to end at once', async () => {
    const { parent, started } = await startParent();
    parent.kill('SIGTERM');
    await parent.waitForLine(/^stopped$/);
    expect((await parent.exit).code).toBe(0);
    await nothingLeft(started);
  });
});
