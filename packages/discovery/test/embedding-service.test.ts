// The embedding service and its client: the service first, the process's own worker where there is none, and no vector
// believed that does not look like one.

import { describe, expect, test } from '@jest/globals';
import type { Bus } from '@parley/bus';
import { type Embedder, EmbeddingError, spaceToken } from '@parley/embeddings';
import { buckets, subjects } from '@parley/protocol';
import { hashedWords } from '../eval/hashed-words.ts';
import { createMeshEmbedder, startEmbeddingService } from '../src/index.ts';
import { textsPerRequest } from '../src/service/embed-protocol.ts';
import { codeOf, createWorld, mesh } from './support/world.ts';

const { space, dims, kind } = hashedWords().info;
const model = { space, name: 'hashed-words', dims, kind };
const subject = subjects(mesh).embed(spaceToken(space));

/** The bag of words, with a list of what it was asked. */
function listening(more: Partial<Embedder> = {}) {
  const asked: string[] = [];
  const words = hashedWords();
  const embedder: Embedder = {
    ...words,
    embed: (texts) => {
      asked.push(...texts);
      return words.embed(texts);
    },
    ...more,
  };
  return { asked, embedder };
}

function setUp() {
  const { clock, connect, settle } = createWorld();
  const served = listening();
  const own = listening();
  const bus = connect();
  const client = (options: { requestTimeoutMs?: number } = {}) =>
    createMeshEmbedder(bus, { mesh, model, clock, local: () => own.embedder, ...options });
  const serve = (embedder = served.embedder) => startEmbeddingService(connect(), { mesh, embedder });
  return { clock, connect, settle, bus, served, own, client, serve };
}

function answerWith(bus: Bus, answer: unknown): void {
  bus.subscribe(subject, ({ reply }) => bus.publish(reply!, new TextEncoder().encode(JSON.stringify(answer))));
}

async function raw(bus: Bus, request: unknown): Promise<Record<string, unknown>> {
  const data = new TextEncoder().encode(typeof request === 'string' ? request : JSON.stringify(request));
  return JSON.parse(new TextDecoder().decode((await bus.request(subject, data, { timeoutMs: 1_000 })).data));
}

describe('with a service in reach', () => {
  test('texts are embedded there, and no model is loaded here', async () => {
    const { serve, client, served, own } = setUp();
    await serve();
    const embedder = client();
    const vectors = await embedder.embed(['pay me', 'sing a song']);
    expect(vectors).toEqual(await hashedWords().embed(['pay me', 'sing a song']));
    expect(embedder.info).toMatchObject({ space, where: 'service', loader: 'service', degraded: false });
    expect([served.asked.length, own.asked.length]).toEqual([2, 0]);
  });

  test('an intent asked again, or by many at once, is asked for once', async () => {
    const { serve, client, served } = setUp();
    await serve();
    const embedder = client();
    await Promise.all([embedder.embed(['pay me']), embedder.embed([' pay  me '])]);
    await embedder.embed(['pay me']);
    expect(served.asked).toEqual(['pay me']);
  });

  test('more texts than one message carries come in the order asked', async () => {
    const { serve, client } = setUp();
    await serve();
    const texts = Array.from({ length: 150 }, (_, i) => `text number ${i} of many`);
    expect(await client().embed(texts)).toEqual(await hashedWords().embed(texts));
    expect(textsPerRequest(384)).toBe(64);
    expect(textsPerRequest(8_192)).toBeLessThan(64);
  });

  test('texts of adverts are kept in the bucket for the next host, texts of callers never', async () => {
    const { serve, client, served, connect, clock } = setUp();
    const first = await serve();
    const embedder = client();
    await embedder.embed(['a private intent']);
    await embedder.embed(['Send money'], { role: 'document' });
    await clock.advance(1);
    const bucket = await connect().keyValue(buckets(mesh).vectors);
    const [key, ...others] = await bucket.keys();
    expect(others).toEqual([]);
    expect(key).toMatch(new RegExp(`^${spaceToken(space)}\\.[0-9a-f]{32}$`));
    await first.close();
    const next = listening();
    await serve(next.embedder);
    expect(await embedder.embed(['Send money'], { role: 'document' })).toEqual(
      await hashedWords().embed(['Send money']),
    );
    expect([served.asked.length, next.asked.length]).toEqual([2, 0]);
  });

  test.each([
    ['cut short', new Uint8Array(12)],
    ['of zeros', new Uint8Array(dims * 4)],
    ['of no numbers', new Uint8Array(dims * 4).fill(255)],
  ])('a stored vector %s is made anew', async (_, value) => {
    const { serve, client, served, connect, clock } = setUp();
    await serve();
    const embedder = client();
    await embedder.embed(['Send money'], { role: 'document' });
    await clock.advance(1);
    const bucket = await connect().keyValue(buckets(mesh).vectors);
    const [key] = await bucket.keys();
    await bucket.put(key!, value);
    expect(await embedder.embed(['Send money'], { role: 'document' })).toEqual(
      await hashedWords().embed(['Send money']),
    );
    expect(served.asked).toHaveLength(2);
    await clock.advance(1);
    expect((await bucket.get(key!))?.value).not.toEqual(value);
  });

  test('a text that cannot be embedded is refused with its reason, and no model is loaded for it', async () => {
    const { serve, client, own } = setUp();
    await serve();
    expect(await codeOf(() => client().embed(['?!']))).toBe('empty-text');
    expect(await codeOf(() => client().embed(['  ']))).toBe('empty-text');
    expect(own.asked).toEqual([]);
  });
});

describe('the service', () => {
  test.each([['nonsense'], [{ v: 2, texts: ['a'] }], [{ v: 1, texts: [] }], [{ v: 1, texts: [''] }]])(
    'answers a bad request with a typed error: %j',
    async (request) => {
      const { serve, bus } = setUp();
      await serve();
      expect(await raw(bus, request)).toMatchObject({ v: 1, error: { code: 'wrong-schema', retryable: false } });
    },
  );

  test('works on so many requests at a time and tells the next that it is busy', async () => {
    const { connect, bus } = setUp();
    const gate = Promise.withResolvers<void>();
    const { embedder } = listening();
    const slow = { ...embedder, embed: (texts: readonly string[]) => gate.promise.then(() => embedder.embed(texts)) };
    await startEmbeddingService(connect(), { mesh, embedder: slow, requestsMax: 2 });
    const first = [raw(bus, { v: 1, texts: ['a'] }), raw(bus, { v: 1, texts: ['b'] })];
    expect(await raw(bus, { v: 1, texts: ['c'] })).toMatchObject({ error: { code: 'busy', retryable: true } });
    gate.resolve();
    for (const each of await Promise.all(first)) expect(each).toMatchObject({ v: 1, space, dims });
  });

  test('is not there before its model is loaded, nor after it was closed', async () => {
    const { connect, bus, client, own } = setUp();
    const broken = { ...hashedWords(), ready: () => Promise.reject(new EmbeddingError('model-missing', 'No file.')) };
    expect(await codeOf(() => startEmbeddingService(connect(), { mesh, embedder: broken }))).toBe('model-missing');
    expect(await codeOf(() => raw(bus, { v: 1, texts: ['a'] }))).toBe('no-responders');
    const service = await startEmbeddingService(connect(), { mesh, embedder: hashedWords() });
    await service.close();
    await client().embed(['a word']);
    expect(own.asked).toEqual(['a word']);
  });
});

describe('without a service that can be used', () => {
  test('the process embeds by itself, and says so; the service is used again when it is back', async () => {
    const { serve, client, served, own } = setUp();
    const embedder = client();
    await embedder.embed(['one']);
    expect(own.asked).toEqual(['one']);
    expect(embedder.info).toMatchObject({ where: 'worker', loader: 'none' });
    await serve();
    await embedder.embed(['two']);
    expect([served.asked, embedder.info.where]).toEqual([['two'], 'service']);
  });

  test('a silent service costs its timeout once, and is then left alone for a while', async () => {
    const { connect, client, own, settle, clock } = setUp();
    let asked = 0;
    connect().subscribe(subject, () => {
      asked += 1;
    });
    const embedder = client({ requestTimeoutMs: 500 });
    const startedMs = clock.now();
    await settle(embedder.embed(['one']));
    expect(clock.now() - startedMs).toBeGreaterThanOrEqual(500);
    await embedder.embed(['two']);
    expect([asked, own.asked]).toEqual([1, ['one', 'two']]);
    await clock.advance(11_000);
    await settle(embedder.embed(['three']));
    expect(asked).toBe(2);
  });

  const unit = Buffer.from(Float32Array.from({ length: dims }, () => 1 / Math.sqrt(dims)).buffer).toString('base64');
  test.each([
    ['of another space', { v: 1, space: 'other', dims, vectors: [unit] }],
    ['of another length', { v: 1, space, dims: 3, vectors: ['AAAA'] }],
    ['too few', { v: 1, space, dims, vectors: [] }],
    ['zero', { v: 1, space, dims, vectors: [Buffer.alloc(dims * 4).toString('base64')] }],
    ['no numbers', { v: 1, space, dims, vectors: [Buffer.alloc(dims * 4, 255).toString('base64')] }],
    ['cut short', { v: 1, space, dims, vectors: [unit.slice(0, 100)] }],
    ['no answer at all', { hello: 'world' }],
    ['busy', { v: 1, error: { code: 'busy', message: 'later', retryable: true } }],
  ])('vectors that are %s are refused, and its own model is asked', async (_, answer) => {
    const { connect, client, own } = setUp();
    answerWith(connect(), answer);
    expect(await client().embed(['pay me'])).toEqual(await hashedWords().embed(['pay me']));
    expect(own.asked).toEqual(['pay me']);
  });

  test('a local embedder of another space is an error, never a vector', async () => {
    const { bus, clock } = setUp();
    const words = hashedWords();
    const other = { ...words, info: { ...words.info, space: 'other' } };
    const embedder = createMeshEmbedder(bus, { mesh, model, clock, local: () => other });
    expect(await codeOf(() => embedder.embed(['pay me']))).toBe('load-failed');
  });
});

describe('giving up', () => {
  test('a signal or a close ends the wait at once', async () => {
    const { connect, client } = setUp();
    connect().subscribe(subject, () => undefined);
    const embedder = client();
    const controller = new AbortController();
    const given = codeOf(() => embedder.embed(['one'], { signal: controller.signal }));
    const waiting = codeOf(() => embedder.embed(['two'], { role: 'document' }));
    controller.abort();
    expect(await given).toBe('aborted');
    await embedder.close();
    expect(await waiting).toBe('closed');
    expect(await codeOf(() => embedder.embed(['three']))).toBe('closed');
  });
});
