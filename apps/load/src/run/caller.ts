// A caller's process: a client of the mesh that carries one part of the load and tells its parent every second what came
// of it. It ends when its parent does.

import { connect, type Mesh } from '@parley/mesh';
import type { Ask } from '../scenario.ts';
import { beChild, tell } from './be-child.ts';
import { generate } from './generate.ts';
import { loadScenario } from './load-scenario.ts';
import { seededRandom } from './random.ts';
import type { Begin, ToCaller } from './talk.ts';
import { Tally, windowMs } from './tally.ts';

const readyWithinMs = 60_000;

let mesh: Mesh | undefined;
let ask: Ask | undefined;
let begun: Begin | undefined;
let stopping = new AbortController();

async function begin(order: Begin): Promise<void> {
  const { servers, mesh: name, model, agents, seed, dataDir } = order;
  const scenario = await loadScenario(order.scenario);
  mesh = await connect({ ...scenario.connect, servers, mesh: name, model, readyWithinMs });
  ask = await scenario.open(mesh, { agents, seed, dataDir });
  begun = order;
  tell({ ready: { agents: 0 } });
}

async function carry(order: Extract<ToCaller, { load: unknown }>): Promise<void> {
  const { load, durationMs, inFlightMax, drainMs, stream } = order;
  const { seed, index, of } = begun!;
  stopping = new AbortController();
  const tally = new Tally();
  const counts: Record<string, number> = {};
  const telling = setInterval(() => tell({ window: tally.take() }), windowMs);
  await generate({
    load,
    durationMs,
    ask: ask!,
    tally,
    random: seededRandom((seed * 64 + stream) * 1_024 + index * of),
    count: (what, by) => {
      counts[what] = (counts[what] ?? 0) + by;
    },
    inFlightMax,
    signal: stopping.signal,
    drainMs,
  });
  clearInterval(telling);
  tell({ window: tally.take() });
  tell({ ended: { counts } });
}

async function hear(said: ToCaller): Promise<void> {
  if ('begin' in said) await begin(said.begin);
  else if ('load' in said) await carry(said);
  else stopping.abort();
}

beChild(hear, async () => {
  stopping.abort();
  await mesh?.close();
});
