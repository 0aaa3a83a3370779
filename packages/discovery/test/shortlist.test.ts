// Who is called for an intent: by meaning or by definition, who is left out, and in which order.

import { describe, expect, test } from '@jest/globals';
import { hashedWords } from '../eval/hashed-words.ts';
import { openReplica, schemaHashOf, shortlist } from '../src/index.ts';
import { type AdvertiseOptions, advertise, ask, capability, createWorld, mesh, pay, sing } from './support/world.ts';

async function replicaOf(adverts: readonly AdvertiseOptions[]) {
  const world = createWorld();
  const bus = world.connect();
  for (const each of adverts) await world.settle(advertise(world, bus, each));
  const replica = await openReplica(world.connect(), { mesh, clock: world.clock });
  await world.settle(replica.ready);
  return { ...world, bus, replica };
}

const bard = { agent: 'bard', capabilities: [sing] };

async function called(...[replica, text, options]: Parameters<typeof ask>) {
  const answer = await ask(replica, text, options);
  if (answer.type !== 'candidates') throw new Error(`${answer.type} where candidates are due`);
  return answer.candidates.map(({ agent, instance }) => `${agent}/${instance}`);
}

describe('by meaning', () => {
  test('the nearest agent is called, with what is needed to call it', async () => {
    const { replica } = await replicaOf([{}, bard]);
    const answer = await ask(replica, 'send some money');
    expect(answer).toMatchObject({ type: 'candidates', threshold: 0.2 });
    expect(answer.type === 'candidates' && answer.candidates).toEqual([
      {
        agent: 'card',
        instance: 'i1',
        capability: 'pay',
        similarity: expect.closeTo(0.5, 0.5),
        schemaHash: schemaHashOf('pay', pay.input, pay.output),
        hints: {},
      },
    ]);
  });

  test('an intent nobody serves names the nearest three, each capability once', async () => {
    const rivals = ['a', 'b', 'c', 'd'].map((agent) => ({ agent }));
    const { replica } = await replicaOf([...rivals, bard]);
    const answer = await ask(replica, 'send a song to mars', { threshold: 0.9 });
    expect(answer).toMatchObject({ type: 'no-route', threshold: 0.9 });
    const nearest = answer.type === 'no-route' ? answer.nearest : [];
    expect(nearest.map((each) => each.capability).sort()).toEqual(['pay', 'sing']);
    expect(nearest[0]!.similarity).toBeGreaterThanOrEqual(nearest[1]!.similarity);
  });

  test('an empty mesh has no route, and says so plainly', async () => {
    const { replica } = await replicaOf([]);
    expect(await ask(replica, 'send money')).toEqual({ type: 'no-route', nearest: [], threshold: 0.2 });
  });

  test('agents are excluded, instances are excluded, tags are required', async () => {
    const tagged = capability('pay', pay.description, { examples: pay.examples, tags: ['money'] });
    const { replica } = await replicaOf([{ agent: 'a' }, { agent: 'b', instance: 'i2', capabilities: [tagged] }]);
    expect((await called(replica, 'send money')).sort()).toEqual(['a/i1', 'b/i2']);
    expect(await called(replica, 'send money', { excludeAgents: ['a'] })).toEqual(['b/i2']);
    expect(await called(replica, 'send money', { excludeInstances: ['b/i2'] })).toEqual(['a/i1']);
    expect(await called(replica, 'send money', { tags: ['money'] })).toEqual(['b/i2']);
    expect(await ask(replica, 'send money', { tags: ['music'] })).toMatchObject({ type: 'no-route', nearest: [] });
    expect(await ask(replica, 'send money', { excludeAgents: ['a', 'b'] })).toMatchObject({ type: 'no-route' });
  });

  test('of an agent at most two instances are called, the least loaded first', async () => {
    const instances = ['i1', 'i2', 'i3'];
    const { replica } = await replicaOf(instances.map((instance) => ({ instance })));
    const loads: Record<string, number> = { i1: 0.9, i2: 0.1, i3: 0.5 };
    const load = (_: string, instance: string) => loads[instance];
    expect(await called(replica, 'send money', { load })).toEqual(['card/i2', 'card/i3']);
    expect(await called(replica, 'send money', { load, instancesPerAgent: 1 })).toEqual(['card/i2']);
    expect(await called(replica, 'send money', { load, instancesPerAgent: 9 })).toHaveLength(2);
  });

  test('among equals a seed decides, the same way each time and another way for another seed', async () => {
    const { replica } = await replicaOf(['a', 'b', 'c', 'd', 'e'].map((agent) => ({ agent })));
    const orders = new Set<string>();
    for (const seed of ['1', '2', '3', '4', '5', '6']) {
      const order = (await called(replica, 'send money', { size: 2, seed })).join();
      expect((await called(replica, 'send money', { size: 2, seed })).join()).toBe(order);
      orders.add(order);
    }
    expect(orders.size).toBeGreaterThan(2);
  });

  test('an agent is called for its best capability alone', async () => {
    const tip = capability('tip', 'Send money to a waiter');
    const { replica } = await replicaOf([{ capabilities: [pay, tip] }]);
    const answer = await ask(replica, 'send money to a waiter');
    expect(answer.type === 'candidates' && answer.candidates.map((each) => each.capability)).toEqual(['tip']);
  });

  test('what changed since the same question was asked is seen', async () => {
    const { replica, bus, clock, settle } = await replicaOf([{ agent: 'a' }]);
    expect(await called(replica, 'send money')).toEqual(['a/i1']);
    await settle(advertise({ clock }, bus, { agent: 'b' }));
    await clock.advance(1);
    expect((await called(replica, 'send money')).sort()).toEqual(['a/i1', 'b/i1']);
    replica.forget('a', 'i1');
    expect(await called(replica, 'send money')).toEqual(['b/i1']);
  });
});

describe('by definition', () => {
  test('everybody who offers the very same capability is called, whatever the space', async () => {
    const words = hashedWords();
    const elsewhere = { ...words, info: { ...words.info, space: 'another-space' } };
    const { replica } = await replicaOf([{ agent: 'a' }, { agent: 'b', embedder: elsewhere }, bard]);
    const wanted = { name: 'pay', schemaHash: schemaHashOf('pay', pay.input, pay.output) };
    const answer = shortlist(replica, { capability: wanted }, { size: 3 });
    expect(answer.type === 'candidates' && answer.candidates.map((each) => each.agent).sort()).toEqual(['a', 'b']);
  });

  test('another version of it stands behind all that are the same, and is called where there is none', async () => {
    const { replica } = await replicaOf([{ agent: 'a' }, bard]);
    const same = { name: 'pay', schemaHash: schemaHashOf('pay', pay.input, pay.output) };
    const other = { name: 'pay', schemaHash: 'f'.repeat(16) };
    const similarities = (capability: typeof same) => {
      const answer = shortlist(replica, { capability }, { size: 3 });
      return answer.type === 'candidates' && answer.candidates.map(({ agent, similarity }) => [agent, similarity]);
    };
    expect(similarities(same)).toEqual([['a', 1]]);
    expect(similarities(other)).toEqual([['a', 0.9]]);
  });

  test('who may not be called, for the version that is wanted, is named', async () => {
    const { replica } = await replicaOf([{}]);
    const wanted = { name: 'pay', schemaHash: 'f'.repeat(16) };
    const nearest = [{ agent: 'card', capability: 'pay', similarity: 0 }];
    expect(shortlist(replica, { capability: wanted }, { size: 3, version: '2' })).toEqual({
      type: 'no-route',
      nearest,
      threshold: 0.9,
    });
  });
});

describe('spaces', () => {
  test('vectors of another space are never compared; where nobody shares the space, that is said', async () => {
    const words = hashedWords();
    const elsewhere = { ...words, info: { ...words.info, space: 'another-space' } };
    const { replica, bus, clock, settle } = await replicaOf([{ agent: 'a', embedder: elsewhere }]);
    const answer = await ask(replica, 'send money');
    expect(answer).toMatchObject({ type: 'unavailable', text: expect.stringMatching(/only in another-space/) });
    await settle(advertise({ clock }, bus, { agent: 'b' }));
    await clock.advance(1);
    expect(await called(replica, 'send money')).toEqual(['b/i1']);
  });

  test('a space without a measured threshold is not guessed at', async () => {
    const words = hashedWords();
    const unmeasured = { ...words, info: { ...words.info, space: 'never-measured' } };
    const { replica } = await replicaOf([{ embedder: unmeasured }]);
    const [vector] = await words.embed(['send money']);
    const query = { text: 'send money', vector: vector!, space: 'never-measured' };
    expect(shortlist(replica, query, { size: 3 })).toMatchObject({
      type: 'unavailable',
      text: expect.stringMatching(/threshold/),
    });
  });
});
