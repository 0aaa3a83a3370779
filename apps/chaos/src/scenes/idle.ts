// What an agent's process costs while nobody asks, beside a Node process that does nothing. Linux tells both in /proc.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { World } from '../world.ts';
import type { Scene } from './scene.ts';

/** Of the kernel's counters, on every Linux that Node runs on (USER_HZ). */
const ticksPerS = 100;
const settleMs = 3_000;
const restartWithinMs = 60_000;

export const idle: Scene = async ({ world, options, say }) => {
  await world.whole();
  const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  try {
    await world.pause(settleMs);
    const bareMb = residentMb(bare.pid!);
    const above = () => world.pids.map((pid) => residentMb(pid) - bareMb);
    // In a fresh copy the first processes compile their sources, and keep the compiler.
    const first = above();
    await restartAll(world);
    await world.pause(settleMs);
    say(`${options.idleSeconds} s of nothing`);
    const shares = await sharesOfACore(world, options.idleSeconds * 1_000);
    return [
      { name: 'a bare Node process', unit: 'MB', values: [bareMb] },
      { name: 'an idle agent above that, as first started', unit: 'MB', values: first, atMost: 60 },
      { name: 'an idle agent above that, restarted', unit: 'MB', values: above(), atMost: 60 },
      { name: 'an idle agent', unit: '% of a core', values: shares, atMost: 0.5 },
    ];
  } finally {
    bare.kill('SIGKILL');
  }
};

/** As an operator does it: each is replaced by a new process. */
async function restartAll(world: World): Promise<void> {
  const before = new Set(world.pids);
  const agents = new Set(world.mesh.capabilities().map(({ agent }) => agent));
  await Promise.all([...agents].map((agent) => world.mesh.control(agent, 'all', 'restart')));
  await world.until('every agent to be restarted', restartWithinMs, () => {
    const { pids } = world;
    return pids.length === before.size && !pids.some((pid) => before.has(pid));
  });
}

async function sharesOfACore(world: World, ms: number): Promise<number[]> {
  const { pids } = world;
  const before = pids.map(ticks);
  const startMs = performance.now();
  await world.pause(ms);
  const seconds = (performance.now() - startMs) / 1_000;
  return pids.map((pid, index) => ((ticks(pid) - before[index]!) / ticksPerS / seconds) * 100);
}

function residentMb(pid: number): number {
  // What the kernel calls kB are 1,024 bytes.
  const kiB = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kiB) * 1_024) / 1e6;
}

/** Processor time so far, user and system. */
function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
