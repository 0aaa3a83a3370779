// Adverts, replica and service on a real server, with a real model where meaning counts: expiry without a word, keys put
// back, a broker that comes back empty, names taken twice, and a forged vector.

import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import type { Bus } from '@parley/bus';
import { connectNats } from '@parley/bus/nats';
import { cached, createWorkerEmbedder, quantise, resolveModel } from '@parley/embeddings';
import { buckets, subjects } from '@parley/protocol';
import { eventually, freshMeshName, type TestBroker, withBroker } from '@parley/testkit';
import {
  createMeshEmbedder,
  openReplica,
  type Problem,
  publishAdverts,
  type Replica,
  removeAdverts,
  shortlist,
  startEmbeddingService,
} from '../src/index.ts';
import { pay, sing } from './support/world.ts';

const model = resolveModel({ model: 'static-384' });
const embedder = cached(createWorkerEmbedder({ model }));
afterAll(() => embedder.close());

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function meshOn(broker: TestBroker, advertTtlMs?: number) {
  const mesh = freshMeshName();
  const shared = { mesh, ...(advertTtlMs === undefined ? {} : { advertTtlMs }) };
  let clients = 0;
  const connect = async (): Promise<Bus> => {
    clients += 1;
    const inboxPrefix = subjects(mesh).replyPrefix(`c${clients}`);
    const bus = await connectNats({ servers: broker.url, name: 'discovery-test', inboxPrefix });
    ending.push(() => bus.close());
    return bus;
  };
  const problems: Problem[] = [];
  const open = async (): Promise<Replica> => {
    const onProblem = (problem: Problem) => void problems.push(problem);
    const replica = await openReplica(await connect(), { ...shared, embedder, onProblem });
    ending.push(() => replica.close());
    await replica.ready;
    return replica;
  };
  const publish = async (
    bus: Bus,
    options: { agent?: string; instance?: string; capabilities?: (typeof pay)[] } = {},
  ) => {
    const advertiser = { agent: 'card', instance: 'i1', version: '1.0.0', pid: process.pid, capabilities: [pay] };
    const keeper = await publishAdverts(bus, { ...shared, embedder, ...advertiser, ...options });
    ending.push(() => keeper.close());
    return keeper;
  };
  const bucketOf = (bus: Bus) => {
    const config = buckets(mesh).adverts;
    return bus.keyValue(advertTtlMs === undefined ? config : { ...config, ttlMs: advertTtlMs });
  };
  return { mesh, connect, open, publish, bucketOf, problems };
}

async function ask(replica: Replica, text: string) {
  const [vector] = await embedder.embed([text]);
  return shortlist(replica, { text, vector: vector!, space: model.space }, { size: 3 });
}

const keysOf = (replica: Replica) =>
  replica.adverts().map(({ agent, instance, capability }) => `${agent}.${instance}.${capability.name}`);

describe('on a real server', () => {
  test('an advert is found by meaning, outlives its time to live while it is kept, and goes when it is withdrawn', async () => {
    const { connect, open, publish, bucketOf } = await meshOn(await withBroker(), 900);
    const replica = await open();
    const keeper = await publish(await connect(), { capabilities: [pay, sing] });
    await eventually(() => expect(keysOf(replica)).toEqual(['card.i1.pay', 'card.i1.sing']));
    expect(await ask(replica, 'transfer some cash')).toMatchObject({
      type: 'candidates',
      candidates: [expect.objectContaining({ capability: 'pay' })],
    });
    let refreshes = 0;
    const watching = await (await bucketOf(await connect())).watch('card.i1.pay', () => {
      refreshes += 1;
    });
    await eventually(() => expect(refreshes).toBeGreaterThan(5));
    watching.close();
    expect(keysOf(replica)).toHaveLength(2);
    await keeper.withdraw();
    await eventually(() => expect(keysOf(replica)).toEqual([]));
  });

  test('a key that expired without a word is forgotten by the replica', async () => {
    const { connect, open, publish } = await meshOn(await withBroker(), 900);
    const replica = await open();
    const bus = await connect();
    await publish(bus);
    await eventually(() => expect(keysOf(replica)).toEqual(['card.i1.pay']));
    await bus.close();
    await eventually(() => expect(keysOf(replica)).toEqual([]));
    expect(replica.complete).toBe(true);
  });

  test('a key deleted while its owner lives is put back', async () => {
    const { mesh, connect, open, publish, bucketOf } = await meshOn(await withBroker());
    const replica = await open();
    const bus = await connect();
    await publish(bus);
    const bucket = await bucketOf(bus);
    const before = (await bucket.get('card.i1.pay'))!.revision;
    expect(await removeAdverts(bus, { mesh, agent: 'card', instance: 'i1' })).toBe(1);
    const after = await eventually(async () => {
      const entry = await bucket.get('card.i1.pay');
      expect(entry).toBeDefined();
      return entry!.revision;
    });
    expect(after).toBeGreaterThan(before);
    await eventually(() => expect(keysOf(replica)).toEqual(['card.i1.pay']));
  });

  test('a second instance of a living name is refused, and one that contradicts it as well', async () => {
    const { connect, publish } = await meshOn(await withBroker());
    await publish(await connect());
    await expect(publish(await connect())).rejects.toMatchObject({
      code: 'duplicate-instance',
      message: expect.stringContaining('card/i1'),
    });
    const other = { ...pay, description: 'Pays in shells and feathers' };
    const contradicting = publish(await connect(), { instance: 'i2', capabilities: [other] });
    await expect(contradicting).rejects.toMatchObject({
      code: 'conflicting-adverts',
      message: expect.stringMatching(/card\/i2 and card\/i1/),
    });
  });

  test('what a killed process left behind does not stop the next one', async () => {
    const { connect, open, publish } = await meshOn(await withBroker());
    const first = await connect();
    await publish(first, { capabilities: [pay, sing] });
    await first.close();
    await publish(await connect());
    expect(keysOf(await open())).toEqual(['card.i1.pay']);
  });

  test('a forged vector is found out by its text and dropped', async () => {
    const { connect, open, publish, bucketOf, problems } = await meshOn(await withBroker());
    const bus = await connect();
    await (await publish(bus, { capabilities: [{ ...pay, examples: [] }] })).close();
    const bucket = await bucketOf(bus);
    const advert = JSON.parse(new TextDecoder().decode((await bucket.get('card.i1.pay'))!.value));
    const [mars] = await embedder.embed(['book me a flight to Mars']);
    advert.vectors[0] = { textHash: advert.vectors[0].textHash, ...quantise(mars!) };
    await bucket.put('card.i1.pay', new TextEncoder().encode(JSON.stringify(advert)));
    const replica = await open();
    await eventually(() => expect(problems.map((problem) => problem.code)).toEqual(['forged-advert']));
    expect(await ask(replica, 'book me a flight to Mars')).toMatchObject({ type: 'no-route', nearest: [] });
  });

  test('one model serves them all, and its loss costs nobody an answer', async () => {
    const { mesh, connect } = await meshOn(await withBroker());
    const service = await startEmbeddingService(await connect(), { mesh, embedder });
    let workers = 0;
    const local = () => {
      workers += 1;
      return createWorkerEmbedder({ model });
    };
    const client = createMeshEmbedder(await connect(), { mesh, model, local });
    ending.push(() => client.close());
    expect(await client.embed(['pay my rent'])).toEqual(await embedder.embed(['pay my rent']));
    expect([client.info.where, workers]).toEqual(['service', 0]);
    await service.close();
    expect(await client.embed(['sing a song'])).toEqual(await embedder.embed(['sing a song']));
    expect([client.info.where, workers]).toEqual(['worker', 1]);
  });
});

test('a broker that comes back empty: unavailable meanwhile, never no-route, and then all is there again', async () => {
  const broker = await withBroker({ own: true });
  const { connect, open, publish } = await meshOn(broker);
  await publish(await connect());
  await publish(await connect(), { agent: 'bard', capabilities: [sing] });
  const replica = await open();
  const answers = new Set<string>();
  const query = { text: 'transfer some cash', vector: (await embedder.embed(['transfer some cash']))[0]! };
  replica.onChange(() => answers.add(shortlist(replica, { ...query, space: model.space }, { size: 3 }).type));
  const restarting = broker.restart({ empty: true });
  await eventually(() => expect(replica.complete).toBe(false));
  await restarting;
  await eventually(() => expect(replica.complete).toBe(true), { timeoutMs: 20_000 });
  expect(keysOf(replica).sort()).toEqual(['bard.i1.sing', 'card.i1.pay']);
  expect(await ask(replica, query.text)).toMatchObject({ type: 'candidates' });
  expect([...answers]).toContain('unavailable');
  expect([...answers]).not.toContain('no-route');
});
