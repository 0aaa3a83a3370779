import { describe, expect, test } from '@jest/globals';
import { jetStreamRoundTrip } from '@parley/broker';
import { eventually, withBroker } from '../src/index.ts';

describe('the nats-server of a test file', () => {
  test('is one and the same for every test of the file, and answers for JetStream', async () => {
    const first = await withBroker();
    const second = await withBroker();
    expect(second).toBe(first);
    const answer = await jetStreamRoundTrip('127.0.0.1', first.port, 5_000);
    expect(answer.jetstream).toBe(true);
    expect(first.url).toBe(`nats://127.0.0.1:${first.port}`);
  });

  test('can be one of a test alone, killed and started again on the same port', async () => {
    const broker = await withBroker({ own: true });
    const shared = await withBroker();
    expect(broker.port).not.toBe(shared.port);
    const firstPid = broker.pid;
    broker.kill('SIGKILL');
    await eventually(() => expect(broker.pid).toBeUndefined(), { what: 'the killed server to be gone' });
    await expect(jetStreamRoundTrip('127.0.0.1', broker.port, 1_000)).rejects.toThrow();
    await broker.restart();
    expect(broker.pid).not.toBe(firstPid);
    await jetStreamRoundTrip('127.0.0.1', broker.port, 5_000);
    await broker.stop();
  });
});
