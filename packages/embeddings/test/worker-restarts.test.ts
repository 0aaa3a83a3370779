// When a worker is started, started again, given up and ended: with a scripted worker and a simulated clock.

import { describe, expect, test } from '@jest/globals';
import { outcome, setUp } from './worker-set-up.ts';

describe('crashes', () => {
  test('a request whose worker died is tried once more on a new worker, after a pause', async () => {
    const { worker, embedder, clock } = setUp({ restartDelayMs: 100 });
    const call = embedder.embed(['text']);
    await clock.advance(0);
    worker.crash();
    await clock.advance(99);
    expect(worker.starts()).toBe(1);
    await clock.advance(1);
    expect(worker.starts()).toBe(2);
    worker.answer();
    expect(await call).toHaveLength(1);
  });

  test('a text that kills two workers fails with a typed error; its neighbours are served', async () => {
    const { worker, embedder, clock } = setUp();
    const killer = outcome(embedder.embed(['killer']));
    const neighbour = embedder.embed(['neighbour']);
    await clock.advance(0);
    worker.crash();
    await clock.advance(100);
    expect(worker.batches[0]!.texts).toEqual(['killer']);
    worker.crash();
    expect(await killer).toBe('worker-crashed');
    await clock.advance(200);
    worker.answer();
    expect(await neighbour).toHaveLength(1);
  });

  test('pauses double, tries are bounded, and after a rest one more try is made', async () => {
    const { worker, embedder, clock, events } = setUp({ restartDelayMs: 100, restartDelayMsMax: 1_000, crashesMax: 4 });
    worker.loadsByItself = false;
    const waiting = outcome(embedder.embed(['text']));
    for (const pauseMs of [100, 200, 400]) {
      worker.crash();
      await clock.advance(pauseMs);
    }
    worker.crash();
    expect(await waiting).toBe('worker-crashed');
    expect(events.flatMap((event) => (event.type === 'crashed' ? [event.restartMs] : []))).toEqual([
      100,
      200,
      400,
      undefined,
    ]);
    await expect(embedder.embed(['text'])).rejects.toMatchObject({ code: 'worker-crashed', retryable: true });
    expect(worker.starts()).toBe(4);
    await clock.advance(1_000);
    worker.loadsByItself = true;
    const later = embedder.embed(['text']);
    await clock.advance(0);
    worker.answer();
    expect(await later).toHaveLength(1);
    expect(worker.starts()).toBe(5);
  });

  test('a model that cannot be loaded fails every waiting call with its code, and the next call tries again', async () => {
    const { worker, embedder, settle } = setUp();
    worker.loadsByItself = false;
    const calls = [outcome(embedder.embed(['one'])), outcome(embedder.embed(['two'])), outcome(embedder.ready())];
    worker.say({ type: 'load-failed', code: 'model-corrupt', message: 'a byte is wrong' });
    expect(await Promise.all(calls)).toEqual(['model-corrupt', 'model-corrupt', 'model-corrupt']);
    expect(worker.starts()).toBe(1);
    worker.loadsByItself = true;
    const ready = embedder.ready();
    await settle();
    await ready;
    expect(worker.starts()).toBe(2);
  });
});

describe('idleness', () => {
  test('the worker ends when idle, holds nobody up, and comes back at the next call', async () => {
    const { worker, embedder, clock, events } = setUp({ idleExitMs: 5_000 });
    const first = embedder.embed(['one']);
    await clock.advance(0);
    expect(worker.held()).toBe(true);
    worker.answer();
    await first;
    expect(worker.held()).toBe(false);
    await clock.advance(4_999);
    expect(worker.running()).toBe(true);
    await clock.advance(1);
    expect(worker.running()).toBe(false);
    expect(events.at(-1)).toEqual({ type: 'idle-exit' });
    const second = embedder.embed(['two']);
    await clock.advance(0);
    worker.answer();
    expect(await second).toHaveLength(1);
    expect(worker.starts()).toBe(2);
  });

  test('a worker that shall never exit for idleness stays', async () => {
    const { worker, embedder, clock } = setUp({ idleExitMs: Number.POSITIVE_INFINITY });
    const ready = embedder.ready();
    await clock.advance(0);
    await ready;
    await clock.advance(1e9);
    expect(worker.running()).toBe(true);
    expect(worker.held()).toBe(false);
  });

  test('a worker that crashes while nobody needs it is started again by the next call only', async () => {
    const { worker, embedder, clock } = setUp();
    const ready = embedder.ready();
    await clock.advance(0);
    await ready;
    worker.crash();
    await clock.advance(10_000);
    expect(worker.starts()).toBe(1);
    const call = embedder.embed(['text']);
    await clock.advance(0);
    worker.answer();
    expect(await call).toHaveLength(1);
  });
});
