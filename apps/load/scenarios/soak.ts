// Long, and with death: agents of a supervised mesh are killed while they work. Whoever asked must not see it.

import { fileURLToPath } from 'node:url';
import { scenario } from '@parley/load/scenario';

/** Three instances of each agent, each restarted soon, however often it is killed. */
const roster = fileURLToPath(new URL('./soak-roster.json', import.meta.url));
const everyMsMin = 2_000;
const everyMsMore = 6_000;

export default scenario({
  name: 'soak',
  about: 'payments in a supervised mesh whose agents are killed (SIGKILL) every few seconds; say --duration 1h',
  up: ['--roster', roster],
  load: { model: 'closed', inFlight: 16 },
  open: (mesh) => async (turn) => {
    const outcome = await mesh.ask(`I need to process $${1 + Math.floor(turn.random() * 90)} USD`, {
      withinMs: 30_000,
    });
    turn.count('reroutes', Math.max(0, outcome.tried.attempts.length - 1));
    return outcome;
  },
  async operate({ signal, random, pids, pause, count }) {
    for (;;) {
      await pause(everyMsMin + random() * everyMsMore);
      if (signal.aborted) return;
      const alive = pids();
      const victim = alive[Math.floor(random() * alive.length)];
      if (victim === undefined) continue;
      process.kill(victim, 'SIGKILL');
      count('kills');
    }
  },
  figures: ({ kills = 0, reroutes = 0 }) => [
    { name: 'kills', value: kills, unit: 'agents', about: 'agents that were killed under load' },
    {
      name: 'reroutes',
      value: reroutes,
      unit: 'attempts',
      about: 'attempts that failed and were given to another agent',
    },
  ],
});
