// A process of agents: runs its share of a scenario's agents until its parent ends it.

import { type RunningAgent, runAgent } from '@parley/agent';
import { messageOf } from '@parley/protocol';
import { pino } from 'pino';
import { loadScenario } from './load-scenario.ts';
import type { Begin, FromChild } from './talk.ts';

const running: RunningAgent[] = [];
const logger = pino({ level: 'warn' }, pino.destination(2));
const tell = (said: FromChild) => void process.send?.(said);

async function begin({ scenario: path, servers, mesh, model, agents, seed, dataDir, index, of }: Begin): Promise<void> {
  const scenario = await loadScenario(path);
  const all = (await scenario.agents?.({ agents, seed, dataDir })) ?? [];
  const mine = all.filter((_, i) => i % of === index);
  const { config = {} } = scenario;
  for (const definition of mine) running.push(await runAgent(definition, { servers, mesh, model, config, logger }));
  tell({ ready: { agents: running.length } });
}

process.on('message', ({ begin: order }: { begin: Begin }) => {
  begin(order).catch((thrown) => tell({ failed: messageOf(thrown) }));
});
process.on('disconnect', () => {
  const late = setTimeout(() => process.exit(), 2_000);
  void Promise.allSettled(running.map((agent) => agent.stop('the load is over'))).then(() => {
    clearTimeout(late);
    process.exit();
  });
});
// Ctrl-C is for the parent.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
