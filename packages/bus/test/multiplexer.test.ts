// The multiplexer alone: who waits, for how long, and that nobody is left behind.

import { describe, expect, test } from '@jest/globals';
import { BusError } from '../src/index.ts';
import { createSimulatedClock } from '../src/memory/index.ts';
import { Multiplexer, sweepIntervalMs } from '../src/multiplexer.ts';
import { createTokenSource, secureHex } from '../src/tokens.ts';
import { bytes, codeOf } from './contract/door.ts';

function setUp() {
  const clock = createSimulatedClock();
  const sent: string[] = [];
  const failures: unknown[] = [];
  const multiplexer = new Multiplexer({
    prefix: 'reply.me',
    clock,
    nextToken: createTokenSource(secureHex),
    send: (subject, _, reply) => {
      if (subject === 'refused') throw new BusError('bad-subject', 'no');
      sent.push(reply);
    },
    onHandlerError: (error) => failures.push(error),
  });
  const token = (index: number) => (sent[index] as string).slice('reply.me.'.length);
  return { clock, sent, failures, multiplexer, token };
}

const answer = { subject: 'any', data: bytes('1') };

describe('the multiplexer', () => {
  test('one timer ends every request at its own deadline, at most a sweep late, and then rests', async () => {
    const { clock, multiplexer } = setUp();
    const ended: string[] = [];
    for (const timeoutMs of [30, 120, 1000]) {
      void codeOf(multiplexer.request('a', bytes(''), { timeoutMs })).then((code) =>
        ended.push(`${timeoutMs} ${code}`),
      );
    }
    await clock.advance(29);
    expect(ended).toEqual([]);
    await clock.advance(1 + sweepIntervalMs);
    expect(ended).toEqual(['30 timeout']);
    await clock.advance(120);
    expect(ended).toEqual(['30 timeout', '120 timeout']);
    await clock.advance(1000);
    expect(ended).toHaveLength(3);
    expect(multiplexer.size).toBe(0);
  });

  test('10,000 channels and 10,000 requests leave nothing behind', async () => {
    const { multiplexer, token } = setUp();
    const channels = Array.from({ length: 10_000 }, () => multiplexer.open({ message: () => undefined }));
    expect(multiplexer.size).toBe(10_000);
    for (const { close } of channels) close();
    const requests = Array.from({ length: 10_000 }, () => multiplexer.request('a', bytes(''), { timeoutMs: 1000 }));
    expect(multiplexer.size).toBe(10_000);
    for (let index = 0; index < 10_000; index++) multiplexer.arrive(token(index), answer);
    await Promise.all(requests);
    expect(multiplexer.size).toBe(0);
  });

  test('what could not be sent is rejected and forgotten', async () => {
    const { multiplexer } = setUp();
    expect(await codeOf(multiplexer.request('refused', bytes(''), { timeoutMs: 1000 }))).toBe('bad-subject');
    expect(multiplexer.size).toBe(0);
  });

  test('a second answer, one for nobody and one after close change nothing', async () => {
    const { multiplexer, token, failures } = setUp();
    const heard: number[] = [];
    const channel = multiplexer.open({
      message: ({ data }) => heard.push(data.length),
      noResponders: () => heard.push(0),
    });
    const channelToken = channel.subject.slice('reply.me.'.length);
    const asked = multiplexer.request('a', bytes(''), { timeoutMs: 1000 });
    multiplexer.arrive(token(0), answer);
    multiplexer.arrive(token(0), answer);
    multiplexer.nobody(token(0));
    multiplexer.arrive('never-given', answer);
    multiplexer.arrive(channelToken, answer);
    multiplexer.nobody(channelToken);
    channel.close();
    channel.close();
    multiplexer.arrive(channelToken, answer);
    multiplexer.nobody(channelToken);
    await expect(asked).resolves.toBe(answer);
    expect(heard).toEqual([1, 0]);
    expect(failures).toEqual([]);
  });

  test('a failure of one subject leaves other requests and every channel alone; close ends all', async () => {
    const { multiplexer } = setUp();
    multiplexer.open({ message: () => undefined });
    const refused = codeOf(multiplexer.request('a', bytes(''), { timeoutMs: 1000 }));
    const other = codeOf(multiplexer.request('b', bytes(''), { timeoutMs: 1000 }));
    multiplexer.fail(() => new BusError('permission-denied', 'no'), 'a');
    expect(await refused).toBe('permission-denied');
    expect(multiplexer.size).toBe(2);
    multiplexer.close(() => new BusError('closed', 'bye'));
    expect(await other).toBe('closed');
    expect(multiplexer.size).toBe(0);
  });

  test('tokens never repeat and carry 64 random bits', () => {
    const next = createTokenSource(secureHex);
    const tokens = Array.from({ length: 5000 }, next);
    expect(new Set(tokens.map((one) => one.split('-')[1])).size).toBe(5000);
    for (const one of tokens) expect(one).toMatch(/^[0-9a-z]+-[0-9a-f]{16}$/);
  });
});
