// A process of agents: runs its share of a scenario's agents until its parent ends it.

import { type RunningAgent, runAgent } from '@parley/agent';
import { pino } from 'pino';
import { beChild, tell } from './be-child.ts';
import { loadScenario } from './load-scenario.ts';
import type { Begin } from './talk.ts';

const running: RunningAgent[] = [];
const logger = pino({ level: 'warn' }, pino.destination(2));

async function begin({ scenario: path, servers, mesh, model, agents, seed, dataDir, index, of }: Begin): Promise<void> {
  const scenario = await loadScenario(path);
  const all = (await scenario.agents?.({ agents, seed, dataDir })) ?? [];
  const mine = all.filter((_, i) => i % of === index);
  const { config = {} } = scenario;
  for (const definition of mine) running.push(await runAgent(definition, { servers, mesh, model, config, logger }));
  tell({ ready: { agents: running.length } });
}

beChild(
  ({ begin: order }: { begin: Begin }) => begin(order),
  () => Promise.allSettled(running.map((agent) => agent.stop('the load is over'))),
);
