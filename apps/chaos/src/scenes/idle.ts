// What an agent's process costs while nobody asks, beside a Node process that does nothing. Linux tells both in /proc.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Scene } from './scene.ts';

/** Of the kernel's counters, on every Linux that Node runs on (USER_HZ). */
const ticksPerS = 100;
const settleMs = 3_000;

export const idle: Scene = async ({ world, options, say }) => {
  await world.whole();
  say(`${options.idleSeconds} s of nothing`);
  const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  try {
    await world.pause(settleMs);
    const bareMb = residentMb(bare.pid!);
    const { pids } = world;
    const before = pids.map(ticks);
    const startMs = performance.now();
    await world.pause(options.idleSeconds * 1_000);
    const seconds = (performance.now() - startMs) / 1_000;
    const shares = pids.map((pid, index) => ((ticks(pid) - before[index]!) / ticksPerS / seconds) * 100);
    return [
      { name: 'a bare Node process', unit: 'MB', values: [bareMb] },
      {
        name: 'an idle agent, above that',
        unit: 'MB',
        values: pids.map((pid) => residentMb(pid) - bareMb),
        atMost: 60,
      },
      { name: 'an idle agent', unit: '% of a core', values: shares, atMost: 0.5 },
    ];
  } finally {
    bare.kill('SIGKILL');
  }
};

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
