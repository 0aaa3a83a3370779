import { describe, expect, test } from '@jest/globals';
import { cached, type Embedder, EmbeddingError } from '../src/index.ts';
import { rowFor } from './scripted-worker.ts';

/** An embedder that notes what it is asked and answers when told to. */
function createNotedEmbedder() {
  const asked: { texts: readonly string[]; signal: AbortSignal | undefined; finish: (error?: Error) => void }[] = [];
  let space = 'a:q8:mean:000000000000';
  const embedder: Embedder = {
    get info() {
      return { space, model: 'a', dims: 4, kind: 'lexical' as const, degraded: false, loader: 'test' };
    },
    ready: async () => {},
    close: async () => {},
    embed(texts, options) {
      const { promise, resolve, reject } = Promise.withResolvers<Float32Array[]>();
      const finish = (error?: Error): void => (error ? reject(error) : resolve(texts.map(rowFor)));
      asked.push({ texts, signal: options?.signal, finish });
      return promise;
    },
  };
  const setSpace = (next: string): void => {
    space = next;
  };
  return { asked, embedder, setSpace };
}

describe('a cache', () => {
  test('asks once for a text, however its spaces and letters are written', async () => {
    const { asked, embedder } = createNotedEmbedder();
    const cache = cached(embedder);
    const first = cache.embed(['caf\u00e9  au lait']);
    asked[0]!.finish();
    await first;
    const again = await cache.embed(['  cafe\u0301 au\nlait ']);
    expect(again[0]).toBe((await first)[0]);
    expect(asked).toHaveLength(1);
  });

  test('asks once for a text that many ask at the same time, also twice within one call', async () => {
    const { asked, embedder } = createNotedEmbedder();
    const cache = cached(embedder);
    const calls = [cache.embed(['one', 'two', 'one']), cache.embed(['two', 'three']), cache.embed(['one'])];
    expect(asked.map((call) => call.texts)).toEqual([['one', 'two'], ['three']]);
    for (const call of asked) call.finish();
    const [a, b, c] = await Promise.all(calls);
    expect(a).toEqual(['one', 'two', 'one'].map(rowFor));
    expect(b).toEqual(['two', 'three'].map(rowFor));
    expect(c).toEqual([rowFor('one')]);
  });

  test('does not keep a failure', async () => {
    const { asked, embedder } = createNotedEmbedder();
    const cache = cached(embedder);
    const failing = cache.embed(['text']);
    asked[0]!.finish(new EmbeddingError('busy', 'full'));
    await expect(failing).rejects.toMatchObject({ code: 'busy' });
    const later = cache.embed(['text']);
    asked[1]!.finish();
    expect(await later).toEqual([rowFor('text')]);
  });

  test('lets a text without a vector fail only those who asked for it', async () => {
    const { asked, embedder } = createNotedEmbedder();
    const cache = cached(embedder);
    const both = cache.embed(['good', 'bad']);
    const joined = cache.embed(['good']);
    asked[0]!.finish(new EmbeddingError('bad-vector', 'zero'));
    await new Promise(setImmediate);
    expect(asked.slice(1).map((call) => call.texts)).toEqual([['good'], ['bad']]);
    asked[1]!.finish();
    asked[2]!.finish(new EmbeddingError('bad-vector', 'zero'));
    await expect(both).rejects.toMatchObject({ code: 'bad-vector' });
    expect(await joined).toEqual([rowFor('good')]);
  });

  test("one caller's abort ends that caller only; the last one's abort calls the texts back", async () => {
    const { asked, embedder } = createNotedEmbedder();
    const cache = cached(embedder);
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [cache.embed(['text'], first), cache.embed(['text'], second)];
    first.abort();
    await expect(calls[0]).rejects.toMatchObject({ code: 'aborted' });
    expect(asked[0]!.signal?.aborted).toBe(false);
    second.abort();
    await expect(calls[1]).rejects.toMatchObject({ code: 'aborted' });
    expect(asked[0]!.signal?.aborted).toBe(true);
    const later = cache.embed(['text']);
    asked[1]!.finish();
    expect(await later).toHaveLength(1);
  });

  test('forgets the least recently used text first', async () => {
    const { asked, embedder } = createNotedEmbedder();
    const cache = cached(embedder, { entries: 2 });
    for (const text of ['one', 'two', 'one', 'three', 'one', 'two']) {
      const call = cache.embed([text]);
      asked.at(-1)!.finish();
      await call;
    }
    expect(asked.map((call) => call.texts[0])).toEqual(['one', 'two', 'three', 'two']);
  });

  test('never answers with a vector of another space', async () => {
    const { asked, embedder, setSpace } = createNotedEmbedder();
    const cache = cached(embedder);
    const first = cache.embed(['text']);
    asked[0]!.finish();
    await first;
    setSpace('b:q8:mean:000000000000');
    const second = cache.embed(['text']);
    expect(asked).toHaveLength(2);
    asked[1]!.finish();
    await second;
    expect(cache.info.space).toBe('b:q8:mean:000000000000');
  });

  test('refuses an empty text without asking', async () => {
    const { asked, embedder } = createNotedEmbedder();
    await expect(cached(embedder).embed(['  '])).rejects.toMatchObject({ code: 'empty-text' });
    expect(asked).toEqual([]);
  });
});
