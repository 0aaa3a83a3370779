import { describe, expect, test } from '@jest/globals';
import type { HttpCapability } from '../src/index.ts';
import { at, service, wrapped } from './converter.ts';
import { answerWithoutEnd, json, outside, perform } from './outside.ts';

describe('a call', () => {
  test('puts path, query, headers, cookies and body where they belong', async () => {
    await using there = await outside((_, response) => json(response, { ok: true }));
    const capability = wrapped({
      method: 'POST',
      path: '/convert/{from}/{to}',
      query: ['precision', { name: 'tags', style: 'pipeDelimited', explode: false }],
      headers: [{ name: 'X-Trace', field: 'trace' }],
      cookies: [{ name: 'session' }],
    });
    const input = { from: 'EUR/x', to: 'USD', precision: 2, tags: ['a', 'b'], trace: 't1', session: 's', amount: '5' };
    expect(await perform(capability, input, at(`${there.url}/v1/`))).toEqual({ output: { ok: true } });
    const [heard] = there.heard;
    expect(heard).toMatchObject({
      method: 'POST',
      url: '/v1/convert/EUR%2Fx/USD?precision=2&tags=a%7Cb',
      headers: { 'x-trace': 't1', cookie: 'session=s', 'content-type': 'application/json' },
    });
    expect(JSON.parse(heard!.body)).toEqual({ amount: '5' });
  });

  test.each([
    ['..', /cannot be "\.\."/],
    ['', /cannot be empty/],
  ])('does not leave its path by %j', async (id, message) => {
    await using there = await outside((_, response) => json(response, {}));
    const done = await perform(wrapped({ path: '/pets/{id}' }), { id }, at(there.url));
    expect(done).toMatchObject({ code: 'bad-input', retryable: false, message: expect.stringMatching(message) });
    expect(there.heard).toEqual([]);
  });

  test.each([
    ['form', 'application/x-www-form-urlencoded', /^a=1&b=x%20y$/],
    ['multipart', /^multipart\/form-data; boundary=/, /name="b"\r\n\r\nx y\r\n/],
  ] as const)('writes a body as %s', async (as, type, text) => {
    await using there = await outside((_, response) => json(response, {}));
    await perform(wrapped({ method: 'POST', body: { as } }), { a: 1, b: 'x y' }, at(there.url));
    expect(there.heard[0]!.headers['content-type']).toMatch(type);
    expect(there.heard[0]!.body).toMatch(text);
  });

  test('sends the secret, and takes it out of whatever comes back', async () => {
    const token = 'sëcret "token"';
    await using there = await outside((heard, response) =>
      heard.url.startsWith('/do?') ? json(response, { message: `no ${token}` }, 400) : json(response, heard.headers),
    );
    const auth = [{ query: 'key', secret: 'token' }] as const;
    const refused = await perform(wrapped({ service: { ...service, auth } }), {}, at(there.url, { token }));
    expect(there.heard[0]!.url).toBe(`/do?key=${encodeURIComponent(token)}`);
    expect(refused).toMatchObject({ code: 'service-refused', message: 'converter refused (400): no [secret]' });
    const basic = [{ header: 'Authorization', scheme: 'Basic', secret: 'token' }] as const;
    const echoed = await perform(
      wrapped({ path: '/echo', service: { ...service, auth: basic } }),
      {},
      at(there.url, { token }),
    );
    expect(there.heard[1]!.headers.authorization).toBe(`Basic ${Buffer.from(token).toString('base64')}`);
    expect(echoed).toMatchObject({ output: { authorization: 'Basic [secret]' } });
  });
});

describe('a service that', () => {
  const rows: [string, number, object, object][] = [
    [
      'breaks',
      500,
      { message: 'out of order' },
      { code: 'service-failed', retryable: true, message: 'converter answered 500: out of order' },
    ],
    ['is busy', 429, {}, { code: 'service-busy', retryable: true }],
    [
      'says no by a problem',
      422,
      { title: 'Bad', detail: 'amount is over 5' },
      { code: 'service-refused', retryable: false, message: 'converter refused (422): amount is over 5' },
    ],
    [
      'says no by an error',
      404,
      { error: { message: 'no such rate' } },
      { code: 'service-refused', message: 'converter refused (404): no such rate' },
    ],
    ['lets nobody in', 401, { error: 'no key' }, { code: 'service-denied', retryable: false }],
    ['says nothing', 304, {}, { code: 'bad-answer', retryable: true }],
  ];
  test.each(rows)('%s (%d) is a typed failure', async (_, status, body, failure) => {
    await using there = await outside((_, response) => json(response, body, status));
    expect(await perform(wrapped({ method: 'POST' }), {}, at(there.url))).toMatchObject(failure);
    expect(there.heard).toHaveLength(1);
  });

  test('answers HTML is told by its first words', async () => {
    await using there = await outside((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Log in</title><p>x');
    });
    expect(await perform(wrapped(), {}, at(there.url))).toMatchObject({
      code: 'bad-answer',
      retryable: true,
      message: 'converter promised JSON and answered text/html: Log in',
    });
  });

  test('begins with a byte order mark is read all the same', async () => {
    await using there = await outside((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('\uFEFF{"ok":true}');
    });
    expect(await perform(wrapped(), {}, at(there.url))).toEqual({ output: { ok: true } });
  });

  test('answers gigabytes is cut off at the limit, before they are sent', async () => {
    let sent = () => 0;
    await using there = await outside((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      sent = answerWithoutEnd(response, 64 * 1024);
    });
    expect(await perform(wrapped(), {}, at(there.url))).toMatchObject({ code: 'answer-too-large', retryable: false });
    expect(sent()).toBeLessThan(64 * 1024 * 1024);
  });

  test('says that it will answer gigabytes is not listened to', async () => {
    await using there = await outside((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '3000000000' });
      response.write('[');
    });
    expect(await perform(wrapped(), {}, at(there.url))).toMatchObject({ code: 'answer-too-large' });
  });

  test.each([
    ['never answers', () => undefined],
    ['stops in the middle', (response: { write(text: string): void }) => response.write('{')],
  ] as const)('%s is given up in time', async (_, answer) => {
    await using there = await outside((_, response) => answer(response));
    const done = await perform(wrapped({ timeoutMs: 60 }), {}, at(there.url));
    expect(done).toMatchObject({
      code: 'service-timeout',
      retryable: true,
      message: expect.stringContaining('within 60 ms'),
    });
  });

  test('is not there is a failure that says where it was', async () => {
    const there = await outside((_, response) => json(response, {}));
    await there[Symbol.asyncDispose]();
    const done = await perform(wrapped({ method: 'POST' }), {}, at(there.url));
    expect(done).toMatchObject({
      code: 'service-unreachable',
      retryable: true,
      message: expect.stringContaining('does not answer: ECONNREFUSED'),
    });
  });

  test('is stopped with the work', async () => {
    const abort = new AbortController();
    await using there = await outside(() => abort.abort(new Error('nobody waits')));
    expect(await perform(wrapped(), {}, at(there.url), { signal: abort.signal })).toMatchObject({ code: 'cancelled' });
  });
});

describe('asking again', () => {
  const flaky = (failing: number, headers: Record<string, string> = {}) =>
    outside((_, response, count) => (count <= failing ? json(response, {}, 503, headers) : json(response, { count })));

  test('is done for what only reads, three times at most', async () => {
    await using twice = await flaky(2);
    expect(await perform(wrapped(), {}, at(twice.url))).toEqual({ output: { count: 3 } });
    await using always = await flaky(9);
    expect(await perform(wrapped(), {}, at(always.url))).toMatchObject({ code: 'service-failed' });
    expect(always.heard).toHaveLength(3);
  });

  test('is done for a POST where the service takes a key, and with the same key', async () => {
    await using there = await flaky(1);
    const capability = wrapped({ method: 'POST', idempotencyHeader: 'Idempotency-Key' });
    expect(await perform(capability, {}, at(there.url))).toEqual({ output: { count: 2 } });
    expect(new Set(there.heard.map(({ headers }) => headers['idempotency-key']))).toEqual(new Set(['c1.POST /do']));
  });

  test('is not done for another POST, which carries its key all the same', async () => {
    await using there = await flaky(1);
    expect(await perform(wrapped({ method: 'POST' }), {}, at(there.url))).toMatchObject({ code: 'service-failed' });
    expect(there.heard.map(({ headers }) => headers['idempotency-key'])).toEqual(['c1.POST /do']);
  });

  test('waits as long as the service says, and not at all where that is longer than there is time', async () => {
    const slept: number[] = [];
    const sleep = async (ms: number) => void slept.push(ms);
    await using soon = await flaky(1, { 'retry-after': '2' });
    expect(await perform(wrapped(), {}, at(soon.url), { sleep })).toEqual({ output: { count: 2 } });
    expect(slept).toEqual([2_000]);
    await using late = await flaky(1, { 'retry-after': '3600' });
    expect(await perform(wrapped(), {}, at(late.url), { sleep })).toMatchObject({ code: 'service-failed' });
    expect(late.heard).toHaveLength(1);
  });
});

describe('the bid', () => {
  const bid = (config: object, options: Partial<HttpCapability> = {}) =>
    wrapped({ price: '0.20', etaMs: 300, ...options }).bid({ config } as never);

  test('says price and time of the definition, and the configuration comes before them', async () => {
    expect(await bid(at('https://api.example.org'))).toEqual({ price: '0.20', etaMs: 300 });
    expect(await bid(at('https://api.example.org', { price: '0.30', etaMs: 40 }))).toEqual({
      price: '0.30',
      etaMs: 40,
    });
  });

  test.each([
    [{}, /"converterUrl" of the configuration is missing/],
    [at('ftp://x'), /is no address/],
    [at('https://user:password@x.org'), /without user and password/],
    [at('https://x.org', { price: 'much' }), /"price"/],
    [at('https://x.org', { token: 'env:TOKEN' }), /"token" of the configuration holds no secret/],
    [at('https://x.org', { token: 'password@\n' }), /"token" of the configuration has a line break/],
  ])('of %j is a refusal that says what to mend', async (config, text) => {
    const auth = 'token' in config ? [{ header: 'X', secret: 'token' }] : [];
    const answer = (await bid(config, { service: { ...service, auth } })) as { refuse: string };
    expect(answer.refuse).toMatch(text);
    expect(answer.refuse).not.toContain('password@');
  });

  test('learns how long it takes', async () => {
    await using there = await outside((_, response) => json(response, {}));
    const capability = wrapped({ etaMs: 5_000 });
    for (let i = 0; i < 5; i++) await perform(capability, {}, at(there.url));
    const { etaMs } = (await capability.bid({ config: at(there.url) } as never)) as { etaMs: number };
    expect(etaMs).toBeLessThan(5_000);
  });
});
