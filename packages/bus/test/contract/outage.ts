// A broker that goes away and comes back, with and without what it kept.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@parley/testkit';
import type { Bus, BusStatus } from '../../src/index.ts';
import { bytes, type ContractBroker, type ContractDoor, codeOf, collect, text, textOf, word } from './door.ts';

export function describeOutage(door: ContractDoor): void {
  describe(`${door.title}: a broker that goes away`, () => {
    let broker: ContractBroker;
    let bus: Bus;
    let other: Bus;
    const told: BusStatus['type'][] = [];

    beforeEach(async () => {
      broker = await door.own();
      [bus, other] = [await broker.connect(), await broker.connect()];
      told.length = 0;
      bus.onStatus(({ type }) => told.push(type));
    });
    afterEach(async () => {
      await Promise.all([bus.close(), other.close()]);
      await broker.close();
    });

    async function outage(options: { readonly empty?: boolean } = {}): Promise<void> {
      broker.crash();
      await eventually(() => expect([bus.connected, other.connected]).toEqual([false, false]));
      await broker.restart(options);
      await eventually(() => expect([bus.connected, other.connected]).toEqual([true, true]));
    }

    test('requests fail as disconnected, also those under way, and everything works again afterwards', async () => {
      let crashing = true;
      other.subscribe('work', (message) => {
        if (crashing) broker.crash();
        else other.publish(message.reply as string, message.data);
      });
      await other.flush();
      expect(await codeOf(bus.request('work', bytes('1'), { timeoutMs: 20_000 }))).toBe('disconnected');
      expect(await codeOf(bus.request('work', bytes('2'), { timeoutMs: 20_000 }))).toBe('disconnected');
      expect(await codeOf(bus.flush())).toBe('disconnected');
      bus.publish('work', bytes('dropped'));
      crashing = false;
      await broker.restart();
      await eventually(async () => {
        expect(textOf(await bus.request('work', bytes('3'), { timeoutMs: 1000 }))).toBe('3');
      });
      expect(told).toEqual(['connected', 'disconnected', 'reconnected']);
    });

    test('what was acknowledged is there after a crash, and watching and following go on where they were', async () => {
      const stream = await bus.stream({ name: 'kept', subjects: ['kept.>'] });
      const bucket = await bus.keyValue({ bucket: 'kept' });
      const followed: number[] = [];
      const changes: string[] = [];
      await stream.follow('kept.>', ({ sequence }) => followed.push(sequence));
      await bucket.watch('>', (change) => changes.push(word(change)));
      for (let index = 0; index < 50; index++) await stream.append('kept.a', bytes(String(index)));
      await bucket.put('a', bytes('1'));
      await eventually(() => expect(changes).toEqual(['listed', '+a=1']));
      await eventually(() => expect(followed).toHaveLength(50));

      await outage();
      expect(await collect(stream.read('kept.>'))).toHaveLength(50);
      expect(text((await bucket.get('a'))?.value as Uint8Array)).toBe('1');
      expect(await stream.append('kept.a', bytes('after'), { expectedLastSubjectSequence: 50 })).toBe(51);
      await bucket.put('b', bytes('2'));
      await bucket.delete('a');
      await eventually(() => expect(changes).toEqual(['listed', '+a=1', '+b=2', '-a']));
      await eventually(() => expect(followed).toEqual(Array.from({ length: 51 }, (_, index) => index + 1)));
    });

    test('after one that comes back empty, a watch says what is gone and lists again, and writing works', async () => {
      const stream = await bus.stream({ name: 'lost', subjects: ['lost.>'] });
      const bucket = await bus.keyValue({ bucket: 'lost', ttlMs: 60_000 });
      const sameBucket = await other.keyValue({ bucket: 'lost', ttlMs: 60_000 });
      const followed: string[] = [];
      const changes: string[] = [];
      await stream.follow('lost.>', ({ sequence, data }) => followed.push(`${sequence}=${text(data)}`));
      await bucket.watch('>', (change) => changes.push(word(change)));
      await stream.append('lost.a', bytes('old'));
      await bucket.put('a', bytes('1'));
      await bucket.put('b', bytes('2'));
      await eventually(() => expect(changes).toEqual(['listed', '+a=1', '+b=2']));
      await eventually(() => expect(followed).toEqual(['1=old']));

      await outage({ empty: true });
      await sameBucket.put('b', bytes('3'));
      expect(await sameBucket.get('a')).toBeUndefined();
      await eventually(() => expect(changes.filter((change) => change === 'listed')).toHaveLength(2));
      await eventually(() => expect(changes).toContain('+b=3'));
      expect(changes).toContain('-a');
      expect(await codeOf(bucket.update('b', bytes('stale'), 200))).toBe('wrong-revision');
      expect(await stream.append('lost.a', bytes('new'), { expectedLastSubjectSequence: 0 })).toBe(1);
      await eventually(() => expect(followed).toEqual(['1=old', '1=new']));
      expect(await stream.last('lost.b')).toBeUndefined();
      expect((await bucket.keys()).sort()).toEqual(['b']);
    });

    test('closing while it is away does not hang', async () => {
      const bucket = await bus.keyValue({ bucket: 'away' });
      await bucket.watch('>', () => undefined);
      broker.crash();
      await eventually(() => expect(bus.connected).toBe(false));
      expect(await codeOf(bucket.get('a'))).toBe('disconnected');
      await bus.drain();
      expect(await codeOf(bucket.get('a'))).toBe('closed');
    });
  });
}
