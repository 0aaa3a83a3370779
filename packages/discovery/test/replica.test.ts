// A client's copy of the adverts: when it knows, when it does not, and what it does not believe.

import { describe, expect, test } from '@jest/globals';
import { quantise } from '@parley/embeddings';
import { defaults } from '@parley/protocol';
import { hashedWords } from '../eval/hashed-words.ts';
import { openReplica, schemaHashOf, shortlist, textHashOf } from '../src/index.ts';
import { advertise, advertsBucket, ask, capability, collector, createWorld, mesh, pay, sing } from './support/world.ts';

const ttlMs = defaults.advertTtlMs;

async function setUp(options: { verified?: boolean } = {}) {
  const world = createWorld();
  const bus = world.connect();
  const { problems, onProblem } = collector();
  const embedder = options.verified ? { embedder: hashedWords() } : {};
  const open = () => openReplica(world.connect(), { mesh, clock: world.clock, onProblem, ...embedder });
  return { ...world, bus, bucket: await advertsBucket(bus), problems, open };
}

const textOf = (value: Uint8Array) => new TextDecoder().decode(value);
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('a replica', () => {
  test('is complete when it has listed what is there, and not before', async () => {
    const { bus, clock, settle, open } = await setUp();
    await settle(advertise({ clock }, bus, { capabilities: [pay, sing] }));
    const replica = await open();
    expect(replica.complete).toBe(false);
    const anybody = { capability: { name: 'pay', schemaHash: '0'.repeat(16) } };
    expect(shortlist(replica, anybody, { size: 1 })).toMatchObject({ type: 'unavailable' });
    await settle(replica.ready);
    expect(replica.complete).toBe(true);
    expect(replica.adverts().map((advert) => advert.capability.name)).toEqual(['pay', 'sing']);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'candidates' });
  });

  test('follows what comes and goes, and tells of it; a refresh is no change', async () => {
    const { bus, clock, settle, open } = await setUp();
    const replica = await open();
    await settle(replica.ready);
    let changes = 0;
    const listening = replica.onChange(() => {
      changes += 1;
    });
    const keeper = await settle(advertise({ clock }, bus));
    await clock.advance(1);
    expect(replica.adverts()).toHaveLength(1);
    expect(changes).toBe(1);
    const { version } = replica;
    await clock.advance(2 * ttlMs);
    expect([replica.version, changes, replica.adverts().length]).toEqual([version, 1, 1]);
    await keeper.withdraw();
    await clock.advance(1);
    expect([replica.adverts().length, changes]).toEqual([0, 2]);
    listening.close();
    await settle(advertise({ clock }, bus));
    expect(changes).toBe(2);
  });

  test('forgets by itself what is no longer refreshed, because servers may say nothing', async () => {
    const { bus, clock, settle, open } = await setUp();
    const replica = await open();
    const keeper = await settle(advertise({ clock }, bus));
    await settle(replica.ready);
    await keeper.close();
    await clock.advance(ttlMs - 1_000);
    expect(replica.adverts()).toHaveLength(1);
    await clock.advance(1_100);
    expect(replica.adverts()).toEqual([]);
  });

  test('forgets an instance at once when it is declared down, and takes it back when it shows life', async () => {
    const { bus, clock, settle, open } = await setUp();
    await settle(advertise({ clock }, bus, { capabilities: [pay, sing] }));
    await settle(advertise({ clock }, bus, { instance: 'i2', capabilities: [pay] }));
    const replica = await open();
    await settle(replica.ready);
    replica.forget('card', 'i1');
    expect(replica.adverts().map(({ instance }) => instance)).toEqual(['i2']);
    await clock.advance(ttlMs / 2);
    expect(replica.adverts()).toHaveLength(3);
  });

  test('says that it does not know while the broker is away, and lists again when it is back', async () => {
    const { bus, broker, clock, settle, open } = await setUp();
    await settle(advertise({ clock }, bus));
    const replica = await open();
    await settle(replica.ready);
    broker.stop();
    expect(replica.complete).toBe(false);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'unavailable' });
    broker.restart();
    await clock.advance(10);
    expect(replica.complete).toBe(true);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'candidates' });
  });

  test('says that it does not know when the broker comes back empty, until the agents have put all back', async () => {
    const { broker, clock, settle, open, connect } = await setUp();
    const replica = await open();
    const keeper = await settle(advertise({ clock }, connect()));
    await settle(advertise({ clock }, connect(), { agent: 'bard', capabilities: [sing] }));
    await settle(replica.ready);
    const answers: string[] = [];
    const wanted = { capability: { name: 'pay', schemaHash: schemaHashOf('pay', pay.input, pay.output) } };
    replica.onChange(() => answers.push(shortlist(replica, wanted, { size: 3 }).type));
    broker.stop();
    broker.restart({ empty: true });
    await clock.advance(1_000);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'candidates' });
    expect(answers).toContain('unavailable');
    expect(answers).not.toContain('no-route');
    await keeper.withdraw();
  });

  test('does not mistake the first who is back for everybody', async () => {
    const { bus, broker, connect, clock, settle, open } = await setUp();
    const slow = connect();
    const keeper = await settle(advertise({ clock }, slow));
    await settle(advertise({ clock }, bus, { agent: 'bard', capabilities: [sing] }));
    const replica = await open();
    await settle(replica.ready);
    await keeper.close();
    broker.stop();
    broker.restart({ empty: true });
    await clock.advance(100);
    expect(replica.adverts().map(({ agent }) => agent)).toEqual(['bard']);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'unavailable' });
    replica.forget('card', 'i1');
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'no-route' });
  });

  test('knows after a while that nobody comes back to an empty broker', async () => {
    const { bus, broker, clock, settle, open } = await setUp();
    const keeper = await settle(advertise({ clock }, bus));
    const replica = await open();
    await settle(replica.ready);
    await keeper.close();
    broker.stop();
    broker.restart({ empty: true });
    await clock.advance(4_000);
    expect(replica.complete).toBe(false);
    await clock.advance(2_000);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'no-route', nearest: [] });
  });

  test('ends with its connection, and so does a keeper', async () => {
    const { connect, clock, settle } = await setUp();
    const bus = connect();
    const errors: Error[] = [];
    await settle(advertise({ clock }, bus, { onError: (error) => errors.push(error) }));
    const replica = await openReplica(bus, { mesh, clock });
    await settle(replica.ready);
    await bus.close();
    expect(replica.complete).toBe(false);
    await clock.advance(3 * ttlMs);
    expect(errors).toEqual([]);
  });

  test('answers unavailable after it was closed', async () => {
    const { settle, open } = await setUp();
    const replica = await open();
    await settle(replica.ready);
    replica.close();
    expect(replica.complete).toBe(false);
  });

  test('groups instances under their agent and capability', async () => {
    const { bus, clock, settle, open } = await setUp();
    await settle(advertise({ clock }, bus, { instance: 'i2', capabilities: [pay] }));
    await settle(advertise({ clock }, bus, { instance: 'i1', capabilities: [pay, sing] }));
    const replica = await open();
    await settle(replica.ready);
    const rows = replica.capabilities().map(({ agent, capability: { name }, instances }) => ({
      agent,
      name,
      instances: instances.map(({ instance }) => instance),
    }));
    expect(rows).toEqual([
      { agent: 'card', name: 'pay', instances: ['i1', 'i2'] },
      { agent: 'card', name: 'sing', instances: ['i1'] },
    ]);
  });
});

describe('what is no honest advert', () => {
  test.each([
    ['bytes that are no JSON', () => new Uint8Array([1, 2, 3]), 'undecodable'],
    ['JSON nested without end', () => new TextEncoder().encode('['.repeat(200_000)), 'undecodable'],
    ['JSON that is no advert', () => bytesOf({ v: 1 }), 'wrong-schema'],
    ['an advert of somebody else', (own: object) => bytesOf({ ...own, agent: 'bank' }), 'forged-advert'],
    [
      'a schema hash of another definition',
      (own: { capability: object }) =>
        bytesOf({ ...own, capability: { ...own.capability, schemaHash: '0'.repeat(16) } }),
      'forged-advert',
    ],
  ])('is ignored, counted and reported: %s', async (_, forge, code) => {
    const { bus, bucket, clock, settle, open, problems } = await setUp();
    await (await settle(advertise({ clock }, bus))).close();
    const own = JSON.parse(textOf((await bucket.get('card.i1.pay'))!.value));
    await bucket.put('card.i1.pay', forge(own));
    const replica = await open();
    await settle(replica.ready);
    expect(replica.adverts()).toEqual([]);
    expect(replica.ignored).toBe(1);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'no-route' });
  });

  test('a vector for words the advert does not have is left out', async () => {
    const { bus, bucket, clock, settle, open, problems } = await setUp();
    await (await settle(advertise({ clock }, bus))).close();
    const own = JSON.parse(textOf((await bucket.get('card.i1.pay'))!.value));
    own.vectors[1].textHash = textHashOf('book a flight to Mars');
    await bucket.put('card.i1.pay', bytesOf(own));
    const replica = await open();
    await settle(replica.ready);
    expect(problems.map((problem) => problem.code)).toEqual(['forged-advert']);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'candidates' });
  });

  test('a vector that is not its text serves at once, and is dropped when it was looked at', async () => {
    const { bus, bucket, connect, clock, settle, open, problems } = await setUp({ verified: true });
    const honest = capability('pay', 'Send money to somebody');
    await (await settle(advertise({ clock }, bus, { capabilities: [honest] }))).close();
    const [mars] = await hashedWords().embed(['book a flight to mars']);
    const own = JSON.parse(textOf((await bucket.get('card.i1.pay'))!.value));
    own.vectors[0] = { textHash: own.vectors[0].textHash, ...quantise(mars!) };
    await bucket.put('card.i1.pay', bytesOf(own));
    const unverified = await openReplica(connect(), { mesh, clock });
    await settle(unverified.ready);
    expect(await ask(unverified, 'book a flight to mars')).toMatchObject({ type: 'candidates' });
    const replica = await open();
    await settle(replica.ready);
    await clock.advance(10);
    expect(problems.map((problem) => problem.code)).toEqual(['forged-advert']);
    expect(problems[0]?.text).toMatch(/card\.i1\.pay/);
    expect(await ask(replica, 'book a flight to mars')).toMatchObject({ type: 'no-route' });
    expect(replica.adverts()).toHaveLength(1);
  });

  test('honest vectors stay, however often they are looked at', async () => {
    const { bus, clock, settle, open, problems } = await setUp({ verified: true });
    await settle(advertise({ clock }, bus, { capabilities: [pay, sing] }));
    const replica = await open();
    await settle(replica.ready);
    await clock.advance(2 * ttlMs);
    expect(problems).toEqual([]);
    expect(await ask(replica, 'send money')).toMatchObject({ type: 'candidates' });
  });

  test('verification goes on after the embedder failed for a while', async () => {
    const { bus, bucket, connect, clock, settle, problems } = await setUp();
    await (await settle(advertise({ clock }, bus, { capabilities: [capability('pay', 'Send money')] }))).close();
    const own = JSON.parse(textOf((await bucket.get('card.i1.pay'))!.value));
    const [wrong] = await hashedWords().embed(['parcels']);
    own.vectors[0] = { textHash: own.vectors[0].textHash, ...quantise(wrong!) };
    await bucket.put('card.i1.pay', bytesOf(own));
    const sound = hashedWords();
    let failures = 2;
    const embedder = {
      ...sound,
      embed: (texts: readonly string[]) => {
        if (texts.length > 1 || failures === 0) return sound.embed(texts);
        failures -= 1;
        return Promise.reject(new Error('out of reach'));
      },
    };
    const onProblem = (problem: (typeof problems)[number]) => void problems.push(problem);
    const replica = await openReplica(connect(), { mesh, clock, embedder, onProblem });
    await settle(replica.ready);
    await clock.advance(10_000);
    expect(problems.map((problem) => problem.code)).toEqual(['not-embedded', 'not-embedded', 'forged-advert']);
  });

  test('instances that contradict each other are reported by whoever sees both', async () => {
    const { bus, bucket, clock, settle, open, problems } = await setUp();
    await settle(advertise({ clock }, bus));
    const own = JSON.parse(textOf((await bucket.get('card.i1.pay'))!.value));
    const capabilityOf = { ...own.capability, description: 'Send a parcel' };
    await bucket.put(
      'card.i2.pay',
      bytesOf({ ...own, instance: 'i2', capability: capabilityOf, vectors: own.vectors }),
    );
    await settle((await open()).ready);
    const conflict = problems.find((problem) => problem.code === 'conflicting-adverts');
    expect(conflict?.text).toMatch(/card\/i2 and card\/i1/);
  });
});
