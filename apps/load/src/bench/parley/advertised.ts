// A replica of so many capabilities, as a caller has it: published by agents, read back from the bucket. The broker is
// one in memory, since nothing of it is measured; the adverts do not expire while they are.

import { createMemoryBroker } from '@parley/bus/memory';
import { openReplica, publishAdverts, type Replica } from '@parley/discovery';
import type { Embedder } from '@parley/embeddings';

const mesh = 'bench';
/** Neighbours in the list belong to different agents. */
const agentCount = 20;
const advertTtlMs = 24 * 60 * 60 * 1_000;
const schema = { type: 'object', properties: {} };

/** Who advertises the capability at this place of the list. */
export function agentOf(position: number): string {
  return `agent-${position % agentCount}`;
}

/** Advertises a capability a description; the one at place `i` is named `capability-i`. */
export async function advertised(descriptions: readonly string[], embedder: Embedder): Promise<Replica> {
  const bus = createMemoryBroker().connect({ inboxPrefix: 'bench.reply' });
  const capabilities = descriptions.map((description, i) => ({
    name: `capability-${i}`,
    description,
    examples: [],
    tags: [],
    input: schema,
    output: schema,
    hints: {},
  }));
  for (let agent = 0; agent < Math.min(agentCount, capabilities.length); agent += 1) {
    const keeper = await publishAdverts(bus, {
      mesh,
      agent: agentOf(agent),
      instance: '0a1b2c3d4e5f',
      version: '1.0.0',
      pid: process.pid,
      embedder,
      capabilities: capabilities.filter((_, i) => i % agentCount === agent),
      advertTtlMs,
    });
    await keeper.close();
  }
  const replica = await openReplica(bus, { mesh, advertTtlMs });
  await replica.ready;
  const known = replica.capabilities().length;
  if (known !== descriptions.length) throw new Error(`${known} of ${descriptions.length} capabilities are advertised`);
  return replica;
}
