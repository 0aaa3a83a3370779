// The embedder's side of the worker, with a scripted worker and a simulated clock: no model is loaded here.

import { describe, expect, test } from '@jest/globals';
import { rowFor } from './scripted-worker.ts';
import { outcome, setUp } from './worker-set-up.ts';

describe('batches', () => {
  test('no worker is started before the first call', async () => {
    const { worker, embedder } = setUp();
    expect(worker.starts()).toBe(0);
    const vectors = embedder.embed(['one']);
    expect(worker.starts()).toBe(1);
    await embedder.close();
    expect(await outcome(vectors)).toBe('closed');
  });

  test('texts of calls made together go together, at most eight at a time, and come back in order', async () => {
    const { worker, embedder, settle } = setUp();
    const calls = Array.from({ length: 11 }, (_, i) => embedder.embed(['x'.repeat(i + 1)]));
    await settle();
    expect(worker.batches.map((batch) => batch.texts.length)).toEqual([8]);
    worker.answer();
    await settle();
    expect(worker.batches.map((batch) => batch.texts.length)).toEqual([3]);
    worker.answer();
    for (const [i, [vector]] of (await Promise.all(calls)).entries()) {
      const row = rowFor('x'.repeat(i + 1));
      expect(vector![0]).toBeCloseTo(row[0]! / Math.hypot(...row), 6);
    }
  });

  test('a window gathers texts that arrive one after another', async () => {
    const { worker, embedder, clock } = setUp({ batchWindowMs: 3 });
    const loaded = embedder.ready();
    await clock.advance(0);
    await loaded;
    const first = embedder.embed(['one']);
    await clock.advance(2);
    const second = embedder.embed(['three']);
    await clock.advance(0);
    expect(worker.batches).toEqual([]);
    await clock.advance(1);
    expect(worker.batches.map((batch) => batch.texts)).toEqual([['one', 'three']]);
    worker.answer();
    await Promise.all([first, second]);
  });

  test('a call without texts is answered without a worker', async () => {
    const { worker, embedder } = setUp();
    expect(await embedder.embed([])).toEqual([]);
    expect(worker.starts()).toBe(0);
  });
});

describe('limits', () => {
  test('a full queue answers busy at once, and serves again when it has drained', async () => {
    const { worker, embedder, settle } = setUp({ queueMax: 10 });
    const first = embedder.embed(Array.from({ length: 10 }, (_, i) => `text ${i}`));
    const refused = await outcome(embedder.embed(['one more']));
    expect(refused).toBe('busy');
    await settle();
    worker.answer();
    await settle();
    worker.answer();
    expect(await first).toHaveLength(10);
    const later = embedder.embed(['one more']);
    await settle();
    worker.answer();
    expect(await later).toHaveLength(1);
  });

  test('a call that no empty queue could hold is refused for good', async () => {
    const { embedder } = setUp({ queueMax: 10 });
    await expect(embedder.embed(Array.from({ length: 11 }, () => 'text'))).rejects.toMatchObject({
      code: 'too-many-texts',
      retryable: false,
    });
  });

  test.each([[''], ['   \n\t '], ['\u00a0']])(
    'a text of nothing but space is refused before it is sent (%j)',
    async (text) => {
      const { worker, embedder } = setUp();
      expect(await outcome(embedder.embed(['a sound one', text]))).toBe('empty-text');
      expect(worker.starts()).toBe(0);
    },
  );

  test('a call that gets no answer in time fails, and a silent worker is replaced', async () => {
    const { worker, embedder, clock, events } = setUp({ requestTimeoutMs: 1_000 });
    const first = outcome(embedder.embed(['one']));
    await clock.advance(600);
    const second = outcome(embedder.embed(['two']));
    await clock.advance(400);
    expect(await first).toBe('timeout');
    expect(events.map((event) => event.type)).toEqual(['starting', 'loaded', 'crashed']);
    await clock.advance(100);
    expect(worker.starts()).toBe(2);
    worker.answer();
    expect(await second).toBe('done');
  });

  test('a worker that never finishes loading is given up', async () => {
    const { worker, embedder, clock } = setUp({ loadTimeoutMs: 1_000, crashesMax: 2 });
    worker.loadsByItself = false;
    const ready = outcome(embedder.ready());
    await clock.advance(2_100);
    expect(worker.starts()).toBe(2);
    expect(await ready).toBe('worker-crashed');
  });
});

describe('signals', () => {
  test('an aborted call ends at once and its waiting texts are not embedded', async () => {
    const { worker, embedder, settle } = setUp();
    const controller = new AbortController();
    const kept = embedder.embed(['kept']);
    const given = outcome(embedder.embed(['given up'], { signal: controller.signal }));
    controller.abort(new Error('changed my mind'));
    expect(await given).toBe('aborted');
    await settle();
    expect(worker.batches.map((batch) => batch.texts)).toEqual([['kept']]);
    worker.answer();
    expect(await kept).toHaveLength(1);
  });

  test('a call whose signal has fired already is not begun, and the error carries the reason', async () => {
    const { worker, embedder } = setUp();
    const reason = new Error('too late');
    await expect(embedder.embed(['text'], { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      code: 'aborted',
      cause: reason,
    });
    expect(worker.starts()).toBe(0);
  });
});

describe('what the worker answers', () => {
  test.each([
    ['zeros', Float32Array.of(0, 0, 0, 0)],
    ['NaN', Float32Array.of(1, Number.NaN, 0, 0)],
    ['infinity', Float32Array.of(1, Number.POSITIVE_INFINITY, 0, 0)],
    ['too few numbers', Float32Array.of(1, 0, 0)],
  ])('a vector of %s is refused, and other calls of the same batch are served', async (_, bad) => {
    const { worker, embedder, settle } = setUp();
    const spoiled = outcome(embedder.embed(['bad']));
    const sound = embedder.embed(['good']);
    await settle();
    expect(worker.batches).toHaveLength(1);
    worker.answer((text) => (text === 'bad' ? bad : rowFor(text)));
    expect(await spoiled).toBe('bad-vector');
    expect(await sound).toHaveLength(1);
  });

  test('a text the model fails on is tried once more alone, and fails alone', async () => {
    const { worker, embedder, settle } = setUp();
    const poisoned = outcome(embedder.embed(['poison']));
    const sound = embedder.embed(['sound']);
    await settle();
    worker.say({ type: 'embed-failed', batch: worker.batches.shift()!.batch, message: 'broken' });
    await settle();
    expect(worker.batches[0]!.texts).toEqual(['poison']);
    worker.say({ type: 'embed-failed', batch: worker.batches.shift()!.batch, message: 'broken' });
    expect(await poisoned).toBe('inference-failed');
    await settle();
    worker.answer();
    expect(await sound).toHaveLength(1);
  });

  test('an answer to a batch nobody asked for changes nothing', async () => {
    const { worker, embedder, settle } = setUp();
    const call = embedder.embed(['text']);
    await settle();
    worker.say({ type: 'embedded', batch: 99, rows: [Float32Array.of(0, 0, 0, 1)] });
    worker.answer();
    expect((await call)[0]![3]).toBe(0);
  });
});

test('closing fails the open calls, ends the worker, and may be done twice', async () => {
  const { worker, embedder, settle } = setUp();
  const calls = [outcome(embedder.embed(['text'])), outcome(embedder.ready())];
  await settle();
  await Promise.all([embedder.close(), embedder.close()]);
  expect(await Promise.all(calls)).toEqual(['closed', 'done']);
  expect(worker.running()).toBe(false);
  expect(await outcome(embedder.embed(['text']))).toBe('closed');
  expect(await outcome(embedder.ready())).toBe('closed');
});
