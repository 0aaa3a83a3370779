// Loaded before the main module of a process that the bench did not write (`--import`): answers its parent, over the
// channel of `fork`, what the process spends and holds. It changes nothing else, and does not keep the process alive.

import { memoryNow } from './memory-now.ts';

process.on('message', (question) => {
  if (question === 'memory') process.send?.({ memory: memoryNow() });
  if (question === 'spent') {
    process.send?.({ spentUs: sum(process.cpuUsage()), mainThreadUs: sum(process.threadCpuUsage()) });
  }
});
process.channel?.unref();

function sum({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}
