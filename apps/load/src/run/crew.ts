// A process of agents: runs its share of a scenario's agents until its parent ends it.

import { type RunningAgents, runAgents } from '@parley/agent';
import { pino } from 'pino';
import { beChild, tell } from './be-child.ts';
import { loadScenario } from './load-scenario.ts';
import type { Begin } from './talk.ts';

let running: RunningAgents | undefined;
const logger = pino({ level: 'warn' }, pino.destination(2));

async function begin({ scenario: path, servers, mesh, model, agents, seed, dataDir, index, of }: Begin): Promise<void> {
  const scenario = await loadScenario(path);
  const all = (await scenario.agents?.({ agents, seed, dataDir })) ?? [];
  const mine = all.filter((_, i) => i % of === index);
  const { config = {} } = scenario;
  if (mine.length > 0) running = await runAgents(mine, { servers, mesh, model, config, logger });
  tell({ ready: { agents: mine.length } });
}

beChild(
  ({ begin: order }: { begin: Begin }) => begin(order),
  async () => running?.stop('the load is over'),
);
