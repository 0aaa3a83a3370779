// How much memory the kept processes take, looked at every two seconds. One that is over its limit is replaced without a
// gap; one that grows on regardless is killed before the machine suffers.

import { messageOf } from '@parley/protocol';
import pidusage from 'pidusage';
import type { Logger } from 'pino';
import type { KeptAgent } from './kept-agent.ts';

const everyMs = 2_000;
const killFactor = 1.5;
const mebibyte = 1024 * 1024;

export function watchMemory(
  agents: () => Iterable<KeptAgent>,
  { limitOf, log }: { readonly limitOf: (agent: KeptAgent) => number; readonly log: Logger },
): { close(): void } {
  const replacing = new Set<number>();
  const look = async (): Promise<void> => {
    const byPid = new Map([...agents()].flatMap((each) => (each.pid === undefined ? [] : [[each.pid, each] as const])));
    for (const pid of replacing) if (!byPid.has(pid)) replacing.delete(pid);
    if (byPid.size === 0) return;
    const usage = await pidusage([...byPid.keys()]);
    for (const [pid, agent] of byPid) {
      const usedMb = (usage[pid]?.memory ?? 0) / mebibyte;
      const limitMb = limitOf(agent);
      if (usedMb <= limitMb || agent.pid !== pid || agent.state !== 'running') continue;
      const text = `${agent.name} takes ${Math.round(usedMb)} MiB, ${limitMb} are allowed`;
      if (usedMb > killFactor * limitMb) {
        log.error({ pid }, `${text}: it is killed`);
        agent.kill();
      } else if (!replacing.has(pid)) {
        replacing.add(pid);
        log.warn({ pid }, text);
        agent.replace(text);
      }
    }
  };
  const timer = setInterval(() => {
    look().catch((thrown) => log.debug(`memory could not be read: ${messageOf(thrown)}`));
  }, everyMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
