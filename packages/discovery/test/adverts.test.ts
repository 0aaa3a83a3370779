// An instance's adverts over its life: published, kept, put back, taken back, and refused where somebody is in the way.

import { describe, expect, test } from '@jest/globals';
import { EmbeddingError } from '@parley/embeddings';
import { buckets, defaults } from '@parley/protocol';
import { hashedWords } from '../eval/hashed-words.ts';
import { removeAdverts } from '../src/index.ts';
import { advertise, advertsBucket, capability, codeOf, createWorld, mesh, pay, sing } from './support/world.ts';

const ttlMs = defaults.advertTtlMs;

async function setUp() {
  const world = createWorld();
  const bus = world.connect();
  const bucket = await advertsBucket(bus);
  return { ...world, bus, bucket };
}

describe('a published advert', () => {
  test('stands under one key a capability, for as long as it is kept', async () => {
    const { bus, bucket, clock, settle } = await setUp();
    const keeper = await settle(advertise({ clock }, bus, { capabilities: [pay, sing] }));
    expect(await bucket.keys()).toEqual(['card.i1.pay', 'card.i1.sing']);
    await clock.advance(5 * ttlMs);
    expect(await bucket.keys()).toEqual(['card.i1.pay', 'card.i1.sing']);
    await keeper.withdraw();
    expect(await bucket.keys()).toEqual([]);
    await clock.advance(2 * ttlMs);
    expect(await bucket.keys()).toEqual([]);
  });

  test('expires after its keeper was closed, and is never written again', async () => {
    const { bus, bucket, clock, settle } = await setUp();
    const keeper = await settle(advertise({ clock }, bus));
    await keeper.close();
    const before = await bucket.get('card.i1.pay');
    await clock.advance(ttlMs / 2);
    expect((await bucket.get('card.i1.pay'))?.revision).toBe(before?.revision);
    await bucket.delete('card.i1.pay');
    await clock.advance(ttlMs);
    expect(await bucket.keys()).toEqual([]);
  });

  test('is put back when it is deleted, at once, and not more than four times a second', async () => {
    const { bus, bucket, clock, settle } = await setUp();
    await settle(advertise({ clock }, bus));
    await bucket.delete('card.i1.pay');
    await clock.advance(1);
    expect(await bucket.keys()).toEqual(['card.i1.pay']);
    let returns = 0;
    await bucket.watch('>', (change) => {
      if (change.type !== 'put') return;
      returns += 1;
      void bucket.delete('card.i1.pay');
    });
    await clock.advance(2_000);
    expect(returns).toBeGreaterThan(3);
    expect(returns).toBeLessThan(12);
  });

  test('is put back after the broker came back empty', async () => {
    const { bus, broker, clock, settle } = await setUp();
    await settle(advertise({ clock }, bus));
    broker.stop();
    broker.restart({ empty: true });
    await clock.advance(100);
    expect(await (await advertsBucket(bus)).keys()).toEqual(['card.i1.pay']);
  });

  test('survives a broker that is away for longer than its time to live', async () => {
    const { bus, bucket, broker, clock, settle } = await setUp();
    const errors: Error[] = [];
    await settle(advertise({ clock }, bus, { onError: (error) => errors.push(error) }));
    broker.stop();
    await clock.advance(3 * ttlMs);
    broker.restart();
    await clock.advance(1_000);
    expect(await bucket.keys()).toEqual(['card.i1.pay']);
    expect(errors.length).toBeGreaterThan(0);
  });

  test('keeps an example that the model cannot embed, without a vector, and says so', async () => {
    const { bus, bucket, clock, settle } = await setUp();
    const errors: Error[] = [];
    const words = capability('pay', 'Send money', { examples: ['!?', 'charge my card'] });
    await settle(advertise({ clock }, bus, { capabilities: [words], onError: (error) => errors.push(error) }));
    const advert = JSON.parse(new TextDecoder().decode((await bucket.get('card.i1.pay'))!.value));
    expect(advert.capability.examples).toEqual(['!?', 'charge my card']);
    expect(advert.vectors).toHaveLength(2);
    expect(errors.map((error) => error.message).join()).toMatch(/"!\?"/);
  });
});

describe('publishing is refused', () => {
  test.each([
    ['without a capability', []],
    ['with an empty description', [capability('pay', '')]],
    ['with a description of punctuation', [capability('pay', '?!...')]],
    ['with a name twice', [pay, pay]],
    ['with a name that is no token', [capability('Pay Me', 'Send money')]],
    ['with too many examples', [capability('pay', 'Send money', { examples: Array(16).fill('charge it') })]],
    ['with an advert too large', [capability('pay', 'Send money', { input: { text: 'x'.repeat(1_000_000) } })]],
  ])('%s', async (_, capabilities) => {
    const { bus, bucket, clock, settle } = await setUp();
    expect(await settle(codeOf(() => advertise({ clock }, bus, { capabilities })))).toBe('bad-definition');
    expect(await bucket.keys()).toEqual([]);
  });

  test('where the model is out of reach, with the reason', async () => {
    const { bus, bucket, clock, settle } = await setUp();
    const embedder = {
      ...hashedWords(),
      embed: () => Promise.reject(new EmbeddingError('model-missing', 'The model has no file.')),
    };
    expect(await settle(codeOf(() => advertise({ clock }, bus, { embedder })))).toBe('model-missing');
    expect(await bucket.keys()).toEqual([]);
  });

  test('to a second living instance of the same name, and the first one stays', async () => {
    const { bus, bucket, clock, settle, connect } = await setUp();
    await settle(advertise({ clock }, bus, { pid: 1 }));
    const second = settle(advertise({ clock }, connect(), { pid: 2 }));
    await expect(second).rejects.toThrow(/card\/i1 is already here \(pid 1/);
    expect(await bucket.keys()).toEqual(['card.i1.pay']);
    expect(await settle(codeOf(() => advertise({ clock }, connect(), { pid: 2 })))).toBe('duplicate-instance');
  });

  test('to one of two that start at once under one name', async () => {
    const { clock, settle, connect, bucket } = await setUp();
    const both = [1, 2].map((pid) => codeOf(() => advertise({ clock }, connect(), { pid, capabilities: [pay, sing] })));
    expect((await settle(Promise.all(both))).sort()).toEqual(['duplicate-instance', 'none']);
    expect(await bucket.keys()).toEqual(['card.i1.pay', 'card.i1.sing']);
  });

  test('where another instance of the agent says something else, naming both', async () => {
    const { bus, clock, settle, connect } = await setUp();
    await settle(advertise({ clock }, bus));
    const other = { instance: 'i2', capabilities: [capability('pay', 'Send a parcel to somebody')] };
    await expect(settle(advertise({ clock }, connect(), other))).rejects.toThrow(/card\/i2 and card\/i1.*"pay"/);
    expect(await settle(codeOf(() => advertise({ clock }, connect(), other)))).toBe('conflicting-adverts');
  });

  test('to nobody where another agent says something else, or another instance the same', async () => {
    const { bus, bucket, clock, settle, connect } = await setUp();
    await settle(advertise({ clock }, bus));
    await settle(advertise({ clock }, connect(), { instance: 'i2' }));
    await settle(
      advertise({ clock }, connect(), { agent: 'post', capabilities: [capability('pay', 'Send a parcel')] }),
    );
    expect(await bucket.keys()).toEqual(['card.i1.pay', 'card.i2.pay', 'post.i1.pay']);
  });
});

describe('what a dead instance left behind', () => {
  test('does not stop the next one of its name, which removes what it does not offer', async () => {
    const { bus, bucket, clock, settle, connect } = await setUp();
    await (await settle(advertise({ clock }, bus, { capabilities: [pay, sing] }))).close();
    await settle(advertise({ clock }, connect(), { pid: 2 }));
    expect(await bucket.keys()).toEqual(['card.i1.pay']);
  });

  test('does not stop another instance with a new description', async () => {
    const { bus, clock, settle, connect } = await setUp();
    await (await settle(advertise({ clock }, bus))).close();
    const next = { instance: 'i2', capabilities: [capability('pay', 'Send money to anybody at all')] };
    expect(await settle(codeOf(() => advertise({ clock }, connect(), next)))).toBe('none');
  });

  test('is removed by a supervisor, key by key, and a key rewritten meanwhile stays', async () => {
    const { bus, bucket, clock, settle, connect } = await setUp();
    await (await settle(advertise({ clock }, bus, { capabilities: [pay, sing] }))).close();
    await settle(advertise({ clock }, connect(), { agent: 'post' }));
    expect(await removeAdverts(bus, { mesh, agent: 'card', instance: 'i1', clock })).toBe(2);
    expect(await bucket.keys()).toEqual(['post.i1.pay']);
    expect(await removeAdverts(bus, { mesh, agent: 'nobody', instance: 'i1', clock })).toBe(0);
  });

  test('comes back where the supervisor was wrong', async () => {
    const { bus, bucket, clock, settle } = await setUp();
    await settle(advertise({ clock }, bus));
    expect(await removeAdverts(bus, { mesh, agent: 'card', instance: 'i1', clock })).toBe(1);
    await clock.advance(10);
    expect(await bucket.keys()).toEqual(['card.i1.pay']);
  });
});

test('an instance whose name was taken over while it slept gives way and says so', async () => {
  const { bus, bucket, clock, settle } = await setUp();
  const errors: Error[] = [];
  await settle(advertise({ clock }, bus, { onError: (error) => errors.push(error) }));
  const own = (await bucket.get('card.i1.pay'))!;
  const usurper = { ...JSON.parse(new TextDecoder().decode(own.value)), pid: 99, boot: 'another-life' };
  await bucket.put('card.i1.pay', new TextEncoder().encode(JSON.stringify(usurper)));
  await clock.advance(10);
  expect(errors).toEqual([expect.objectContaining({ code: 'duplicate-instance' })]);
  const now = await bucket.get('card.i1.pay');
  await clock.advance(ttlMs / 2);
  expect(await bucket.get('card.i1.pay')).toEqual(now);
});

test('the bucket is the one the protocol declares', async () => {
  expect((await setUp()).bucket.bucket).toBe(buckets(mesh).adverts.bucket);
});
