// Who was known and not called, and why: the facts behind "why not this agent".

import { expect, test } from '@jest/globals';
import { hashedWords } from '../eval/hashed-words.ts';
import { missedBy, openReplica, type ShortlistOptions, schemaHashOf, shortlist } from '../src/index.ts';
import { advertise, createWorld, mesh, pay, sing } from './support/world.ts';

async function replicaWith(payers: number) {
  const world = createWorld();
  const bus = world.connect();
  const agents = Array.from({ length: payers }, (_, at) => `p${String(at).padStart(2, '0')}`);
  for (const agent of agents) await world.settle(advertise(world, bus, { agent }));
  await world.settle(advertise(world, bus, { agent: 'bard', capabilities: [sing] }));
  const replica = await openReplica(world.connect(), { mesh, clock: world.clock });
  await world.settle(replica.ready);
  const embedder = hashedWords();
  const [vector] = await embedder.embed(['send some money']);
  const query = { text: 'send some money', vector: vector!, space: embedder.info.space };
  const ask = (options: Partial<ShortlistOptions> = {}) => {
    const asked = { size: 2, threshold: 0.2, seed: 'a', ...options };
    const answer = shortlist(replica, query, asked);
    const candidates = answer.type === 'candidates' ? answer.candidates : [];
    return { candidates, ...missedBy(replica, query, asked, candidates) };
  };
  return { replica, ask };
}

test('each agent that is not called is named with its nearest capability, its similarity and the reason', async () => {
  const { ask } = await replicaWith(3);
  const { candidates, missed, missedMore } = ask();
  const third = ['p00', 'p01', 'p02'].find((agent) => candidates.every((each) => each.agent !== agent));
  expect(missed).toEqual([
    {
      agent: third,
      instance: 'i1',
      capability: 'pay',
      similarity: candidates[0]!.similarity,
      why: 'not-among-the-nearest',
    },
    { agent: 'bard', instance: 'i1', capability: 'sing', similarity: expect.any(Number), why: 'under-threshold' },
  ]);
  expect(missed[1]!.similarity).toBeLessThan(0.2);
  expect(missedMore).toBe(0);
});

test('who is excluded is said to be, and not for long once it no longer is', async () => {
  const { ask } = await replicaWith(2);
  const whyOf = (options: Partial<ShortlistOptions>) => ask(options).missed.find(({ agent }) => agent === 'p00')?.why;
  expect(whyOf({ excludeAgents: ['p00'] })).toBe('excluded');
  expect(whyOf({ excludeInstances: ['p00/i1'] })).toBe('excluded');
  expect(whyOf({ without: (agent) => agent === 'p00' })).toBe('excluded');
  expect(whyOf({})).toBeUndefined();
});

test('of many the nearest are named and the others counted', async () => {
  const { candidates, missed, missedMore } = (await replicaWith(30)).ask();
  expect(candidates).toHaveLength(2);
  expect(missed.length).toBeLessThanOrEqual(16);
  expect(new Set([...candidates, ...missed].map(({ agent }) => agent)).size).toBe(candidates.length + missed.length);
  expect(missedMore).toBe(31 - candidates.length - missed.length);
});

test('by definition, who does not offer it is ineligible', async () => {
  const { replica } = await replicaWith(1);
  const capability = { name: 'pay', schemaHash: schemaHashOf('pay', pay.input, pay.output) };
  const asked = { size: 3 };
  const answer = shortlist(replica, { capability }, asked);
  const candidates = answer.type === 'candidates' ? answer.candidates : [];
  expect(missedBy(replica, { capability }, asked, candidates)).toMatchObject({
    missed: [{ agent: 'bard', capability: 'sing', why: 'ineligible' }],
    missedMore: 0,
  });
});
