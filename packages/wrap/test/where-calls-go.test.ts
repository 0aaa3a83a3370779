import { describe, expect, test } from '@jest/globals';
import { at, service, wrapped } from './converter.ts';
import { json, outside, perform } from './outside.ts';

describe('a redirect', () => {
  test('within the service is followed, and the secret goes along', async () => {
    await using there = await outside((heard, response) =>
      heard.url === '/do' ? response.writeHead(302, { location: '/there' }).end() : json(response, heard.headers),
    );
    const auth = [{ header: 'X-Key', secret: 'key' }];
    const done = await perform(wrapped({ service: { ...service, auth } }), {}, at(there.url, { key: 'abc' }));
    expect(done).toMatchObject({ output: { 'x-key': 'abc' } });
  });

  test('to another host is refused by name; where it is allowed, the secret stays behind', async () => {
    await using other = await outside((heard, response) => json(response, heard.headers));
    await using there = await outside((_, response) => {
      response.writeHead(307, { location: `${other.url}/x` }).end();
    });
    const auth = [{ header: 'X-Key', secret: 'key' }];
    const capability = wrapped({ service: { ...service, auth } });
    const refused = await perform(capability, {}, at(there.url, { key: 'abc' }));
    expect(refused).toMatchObject({
      code: 'redirect-refused',
      retryable: false,
      message: expect.stringContaining(other.url),
    });
    expect(other.heard).toEqual([]);
    const allowed = await perform(capability, {}, at(there.url, { key: 'abc', redirectsTo: [other.url] }));
    expect(allowed).toMatchObject({ output: expect.not.objectContaining({ 'x-key': 'abc' }) });
  });

  test('in a circle ends', async () => {
    await using there = await outside((_, response) => {
      response.writeHead(302, { location: '/do' }).end();
    });
    expect(await perform(wrapped(), {}, at(there.url))).toMatchObject({ code: 'redirect-refused' });
    expect(there.heard).toHaveLength(4);
  });
});

describe('a private address', () => {
  test.each([
    'http://127.0.0.1:9',
    'http://localhost:9',
    'http://[::1]:9',
    'http://2130706433:9',
    'http://169.254.169.254',
  ])('%s is refused unless it is allowed, and nothing is sent', async (url) => {
    const closed = { ...service, allowPrivate: false };
    expect(await perform(wrapped({ service: closed }), {}, at(url))).toMatchObject({
      code: 'address-refused',
      retryable: false,
      message: expect.stringContaining('allowPrivate'),
    });
  });
});
