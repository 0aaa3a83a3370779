// The broker in memory as a test's tool: simulated time, seeded faults, and the same run twice.

import { describe, expect, test } from '@jest/globals';
import type { Bus } from '../src/index.ts';
import { createMemoryBroker, createSimulatedClock, type MemoryBrokerOptions } from '../src/memory/index.ts';
import { bytes, codeOf, textOf, word } from './contract/door.ts';

function setUp(options: MemoryBrokerOptions = {}) {
  const clock = createSimulatedClock();
  const broker = createMemoryBroker({ clock, seed: 42, ...options });
  const bus = broker.connect({ inboxPrefix: 'reply.one' });
  const heard: number[] = [];
  bus.subscribe('numbers', (message) => heard.push(Number(textOf(message))));
  const publish = (count: number, subject = 'numbers') => {
    for (let index = 0; index < count; index++) bus.publish(subject, bytes(String(index)));
  };
  return { clock, broker, bus, heard, publish };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('simulated time', () => {
  test('timers fire in the order they are due, with what they set going in between', async () => {
    const clock = createSimulatedClock();
    const log: string[] = [];
    const at = (name: string) => () => log.push(`${name}@${clock.now()}`);
    clock.setTimeout(at('late'), 300);
    clock.setTimeout(() => {
      at('first')();
      queueMicrotask(() => clock.setTimeout(at('nested'), 50));
    }, 100);
    clock.clearTimeout(clock.setTimeout(at('never'), 120));
    clock.setTimeout(at('same'), 100);
    await clock.advance(99);
    expect(log).toEqual([]);
    await clock.advance(201);
    expect(log).toEqual(['first@100', 'same@100', 'nested@150', 'late@300']);
    expect(clock.now()).toBe(300);
  });

  test('a request that nobody answers ends when its simulated time is up, and no sooner', async () => {
    const { clock, bus } = setUp();
    const ended: string[] = [];
    bus.subscribe('silent', () => undefined);
    void codeOf(bus.request('silent', bytes(''), { timeoutMs: 30_000 })).then((code) => ended.push(code));
    await clock.advance(29_999);
    expect(ended).toEqual([]);
    await clock.advance(100);
    expect(ended).toEqual(['timeout']);
  });

  test('a lease runs out by simulated time, without a word to those who watch', async () => {
    const { clock, bus } = setUp();
    const bucket = await bus.keyValue({ bucket: 'lease', ttlMs: 60_000 });
    const changes: string[] = [];
    await bucket.watch('>', (change) => changes.push(word(change)));
    await bucket.put('a', bytes('1'));
    await clock.advance(59_999);
    expect(await bucket.get('a')).toBeDefined();
    await clock.advance(1);
    expect(await bucket.get('a')).toBeUndefined();
    expect(await bucket.keys()).toEqual([]);
    expect(changes).toEqual(['listed', '+a=1']);
  });
});

describe('seeded faults', () => {
  test('without faults everything arrives once, in order, and never before publish returns', async () => {
    const { clock, heard, publish } = setUp();
    publish(100);
    expect(heard).toEqual([]);
    await clock.advance(0);
    expect(heard).toEqual(upTo(100));
  });

  test('drop loses about its share and keeps the order of the rest', async () => {
    const { clock, heard, publish } = setUp({ faults: { drop: 0.3 } });
    publish(1000);
    await clock.advance(0);
    expect(heard.length).toBeGreaterThan(600);
    expect(heard.length).toBeLessThan(800);
    expect(heard).toEqual([...heard].sort((a, b) => a - b));
  });

  test('duplicate brings some twice and loses none', async () => {
    const { clock, heard, publish } = setUp({ faults: { duplicate: 0.2 } });
    publish(1000);
    await clock.advance(0);
    expect(new Set(heard).size).toBe(1000);
    expect(heard.length).toBeGreaterThan(1100);
    expect(heard.length).toBeLessThan(1300);
  });

  test('delay takes its time from between its bounds', async () => {
    const { clock, heard, publish } = setUp({ faults: { delayMs: [10, 20] } });
    publish(200);
    await clock.advance(9.9);
    expect(heard).toEqual([]);
    await clock.advance(5);
    expect(heard.length).toBeGreaterThan(20);
    expect(heard.length).toBeLessThan(180);
    await clock.advance(6);
    expect([...heard].sort((a, b) => a - b)).toEqual(upTo(200));
  });

  test('reorder changes places and loses none, not even the last one sent', async () => {
    const { clock, heard, publish } = setUp({ faults: { reorder: 0.5 } });
    publish(500);
    await clock.advance(100);
    expect(heard).not.toEqual(upTo(500));
    expect([...heard].sort((a, b) => a - b)).toEqual(upTo(500));
  });

  test('match spares other subjects, faults can be changed on the way, and storage never suffers', async () => {
    const { clock, broker, bus, heard, publish } = setUp();
    Object.assign(broker.faults, { drop: 1, match: (subject: string) => subject === 'numbers' });
    const others: string[] = [];
    bus.subscribe('others', (message) => others.push(textOf(message)));
    publish(10);
    publish(10, 'others');
    await clock.advance(0);
    expect([heard.length, others.length]).toEqual([0, 10]);
    delete broker.faults.match;
    const bucket = await bus.keyValue({ bucket: 'safe' });
    const changes: string[] = [];
    await bucket.watch('>', (change) => changes.push(word(change)));
    await bucket.put('a', bytes('1'));
    await clock.advance(0);
    expect(changes).toEqual(['listed', '+a=1']);
    broker.faults.drop = 0;
    publish(3);
    await clock.advance(0);
    expect(heard).toEqual([0, 1, 2]);
  });

  test('the same seed gives the same run, another seed another one', async () => {
    const faults = { drop: 0.1, duplicate: 0.1, reorder: 0.3 };
    const run = async (seed: number) => {
      const { clock, bus, heard, publish } = setUp({ seed, faults: { ...faults } });
      publish(300);
      const { subject } = bus.channel({ message: () => undefined });
      await clock.advance(100);
      return [subject, ...heard];
    };
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });

  test('a queue group under faults still gives each delivery to one member', async () => {
    const { clock, broker, bus } = setUp({ faults: { reorder: 0.3, delayMs: [0, 5] } });
    const seen: number[] = [];
    const member = (of: Bus) => of.subscribe('work', (message) => seen.push(Number(textOf(message))), { queue: 'q' });
    member(bus);
    member(broker.connect({ inboxPrefix: 'reply.two' }));
    for (const index of upTo(200)) bus.publish('work', bytes(String(index)));
    await clock.advance(50);
    expect(seen.sort((a, b) => a - b)).toEqual(upTo(200));
  });
});
