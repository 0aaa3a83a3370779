// The worker and the life of the process that owns it: neither may keep the other up. The owner is a process of its own; its
// standard error is inherited by a worker process, so that the pipe closes when the last of both is gone.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const fixture = join(import.meta.dirname, 'lone-process.fixture.ts');

describe.each(['thread', 'process'])('a worker %s', (channel) => {
  test('does not keep its idle owner from ending, and ends with it', async () => {
    const owner = spawn(process.execPath, [fixture, channel, 'end'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const allGone = once(owner.stderr, 'close');
    owner.stderr.resume();
    let said = '';
    owner.stdout.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(owner, 'exit');
    await allGone;
    expect(said).toBe('embedded 384\n');
    expect(code).toBe(0);
  });

  test('ends when its owner is killed without a chance to say so', async () => {
    const owner = spawn(process.execPath, [fixture, channel, 'stay'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const allGone = once(owner.stderr, 'close');
    owner.stderr.resume();
    const [said] = await once(owner.stdout, 'data');
    expect(String(said)).toBe('embedded 384\n');
    const exited = once(owner, 'exit');
    owner.kill('SIGKILL');
    expect((await exited)[1]).toBe('SIGKILL');
    await allGone;
  });
});

test('a worker that is closed in the middle of its work takes nobody with it', async () => {
  const closer = join(import.meta.dirname, 'close-while-busy.fixture.ts');
  const rounds = 12;
  const owner = spawn(process.execPath, [closer, String(rounds)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  owner.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const [code, signal] = await once(owner, 'exit');
  expect([code, signal]).toEqual([0, null]);
  expect(said.match(/^round \d+: (?:closed|answered)$/gm)).toHaveLength(rounds);
}, 60_000);
