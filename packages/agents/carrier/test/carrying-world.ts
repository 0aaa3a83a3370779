// A carrier's world in tests: its agents by their own configurations, one leg to carry, and what was told on the way.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentDefinition } from '@parley/agent';
import { type TestMesh, testMesh } from '@parley/agent/testing';
import { type CarryInput, type CarryProgress, carryGoods, fleetState } from '@parley/agent-trade/messages';
import carrier from '../src/index.ts';

const configs: Record<string, object> = JSON.parse(readFileSync(join(__dirname, '../agents.json'), 'utf8'));
export type Event = { type: string; note?: string; share?: number; partial: CarryProgress };

const startsAtMs = Date.parse('2026-11-26T09:00:00+01:00');
export const made = (name: string, more: object = {}) => carrier({ name, config: { ...configs[name], ...more } });
export const worldOf = (...agents: AgentDefinition[]) => testMesh(agents, { startsAtMs });
export const limits = { price: { amount: '5000', currency: 'EUR' } };
export const leg = (more: Partial<CarryInput> = {}): CarryInput => ({
  goods: 'cement',
  quantity: 40,
  from: 'Wiener Neustadt',
  to: 'Graz',
  readyAt: '2026-11-26T11:03:00+01:00',
  deliverBy: '2026-11-26T15:00:00+01:00',
  order: 'o1',
  sale: 's1',
  supplier: 'depot',
  whenLate: 'keep',
  ...more,
});
export const ask = (world: TestMesh, more: Partial<CarryInput> = {}) =>
  world.mesh.ask(carryGoods, { input: leg(more), limits, prefer: 'price' });

/** Asks, and calls `see` with every progress. */
export async function carried(
  world: TestMesh,
  more: Partial<CarryInput> = {},
  see: (event: Event, asking: ReturnType<typeof ask>) => void = () => undefined,
) {
  const asking = ask(world, more);
  const events: Event[] = [];
  const following = (async () => {
    for await (const event of asking) {
      if (event.type !== 'progress') continue;
      events.push(event as unknown as Event);
      see(event as unknown as Event, asking);
    }
  })();
  const outcome = await world.settle(asking.outcome);
  await following;
  return { outcome, events, notes: events.flatMap(({ note }) => note ?? []) };
}

export async function booked(world: TestMesh) {
  const outcome = await world.ask(fleetState, { input: {} });
  return outcome.type === 'done' ? outcome.output.booked : outcome;
}
