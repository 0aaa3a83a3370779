import { describe, expect, test } from '@jest/globals';
import type { Clock } from '@parley/bus';
import { connect } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { pino } from 'pino';
import { testMesh, wordEmbedder } from '../src/testing/index.ts';
import { never, repeater } from './echo-agent.ts';

const intent = 'repeat these words again';

describe('a caller', () => {
  test('that cancels gets cancelled, and the work is stopped', async () => {
    let reason: unknown;
    const slow = repeater('slow', {
      perform: async ({ input, sleep, signal }) => {
        await sleep(5_000).catch((thrown) => {
          reason = signal.reason;
          throw thrown;
        });
        return input;
      },
    });
    await using world = await testMesh([slow]);
    const abort = new AbortController();
    const asking = world.mesh.ask(intent, { signal: abort.signal });
    const outcome = world.settle(asking.outcome);
    for await (const event of asking) if (event.type === 'agreed') abort.abort(new Error('no longer needed'));
    expect(await outcome).toMatchObject({ type: 'cancelled', reason: 'no longer needed' });
    expect(String(reason)).toContain('no longer needed');
  });

  test('that cancels when the work is done gets the result: done beats cancel', async () => {
    await using world = await testMesh([repeater('one')]);
    const asking = world.mesh.ask(intent);
    const outcome = await world.settle(asking.outcome);
    asking.cancel();
    expect(outcome.type).toBe('done');
    expect((await asking).type).toBe('done');
  });

  test('whose time runs out gets expired, and the work is stopped', async () => {
    let aborted = false;
    const slow = repeater('slow', {
      bid: () => ({ price: '0.10', etaMs: 10 }),
      perform: ({ signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return never();
      },
    });
    await using world = await testMesh([slow]);
    expect(await world.ask(intent, { withinMs: 1_000 })).toMatchObject({ type: 'expired' });
    expect(aborted).toBe(true);
  });
});

describe('a caller that closes', () => {
  test('keeps no timer for those who were silent, and what it asked for ends as cancelled', async () => {
    await using world = await testMesh([repeater('silent', { bid: never })]);
    const running = new Set<unknown>();
    const { clock } = world;
    const counted: Clock = {
      now: clock.now,
      epochMs: clock.epochMs,
      setTimeout(run, delayMs) {
        const handle = clock.setTimeout(() => {
          running.delete(handle);
          run();
        }, delayMs);
        running.add(handle);
        return handle;
      },
      clearTimeout(handle) {
        running.delete(handle);
        clock.clearTimeout(handle);
      },
    };
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('closing') });
    const logger = pino({ level: 'silent' });
    const mesh = await world.settle(connect({ bus, mesh: 'test', clock: counted, embedder: wordEmbedder(), logger }));
    expect((await world.settle(mesh.ask(intent, { withinMs: 400 }).outcome)).type).not.toBe('done');
    const open = mesh.ask(intent);
    for await (const event of open) if (event.type === 'called') break;
    await world.settle(mesh.close());
    expect(await open).toMatchObject({ type: 'cancelled', reason: 'the connection was closed' });
    expect(running.size).toBe(0);
  });
});
