// Messages, requests and channels.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@parley/testkit';
import type { Bus, BusStatus, Channel } from '../../src/index.ts';
import { bytes, type ContractDoor, codeOf, freshName, textOf } from './door.ts';

const badSubjects = ['', ' ', 'a b', 'a..b', '.a', 'a.', 'a.*', 'a.>', 'a\tb', 'a\r\nPUB x 0\r\n'];
const badPatterns = ['', 'a b', 'a..b', 'a.', 'a.>.b', 'a.b*', 'a\r\nSUB x 1'];

export function describeCore(door: ContractDoor): void {
  describe(`${door.title}: messages`, () => {
    let bus: Bus;
    let other: Bus;
    let root: string;

    beforeEach(async () => {
      const broker = await door.shared();
      [bus, other] = [await broker.connect(), await broker.connect()];
      root = freshName();
    });
    afterEach(async () => {
      await Promise.all([bus.close(), other.close()]);
    });

    test('a message reaches every subscription whose pattern fits, and no other', async () => {
      const heard: string[] = [];
      for (const pattern of ['a.b', 'a.*', '*.b', 'a.>', '>', 'a.b.>', 'a', 'a.*.c', 'x.b']) {
        other.subscribe(`${root}.${pattern}`, (message) => heard.push(`${pattern}=${textOf(message)}`));
      }
      await other.flush();
      bus.publish(`${root}.a.b`, bytes('1'));
      await eventually(() => expect(heard).toHaveLength(5));
      expect(heard.sort()).toEqual(['*.b=1', '>=1', 'a.*=1', 'a.>=1', 'a.b=1']);
    });

    test('messages of one publisher arrive in the order they were published, with reply and headers as written', async () => {
      const heard: unknown[] = [];
      other.subscribe(`${root}.>`, ({ subject, reply, headers, data }) =>
        heard.push([subject, reply, headers, data.length]),
      );
      await other.flush();
      bus.publish(`${root}.1`, bytes('abc'), {
        reply: `${root}.r`,
        headers: { 'x-Trace': 'a: b', traceparent: '00-1' },
      });
      bus.publish(`${root}.2`, bytes(''));
      await eventually(() => expect(heard).toHaveLength(2));
      expect(heard).toEqual([
        [`${root}.1`, `${root}.r`, { 'x-Trace': 'a: b', traceparent: '00-1' }, 3],
        [`${root}.2`, undefined, undefined, 0],
      ]);
    });

    test('each message goes to one member of a queue group, and every member gets its share', async () => {
      const heard: string[][] = [[], [], []];
      other.subscribe(`${root}.q`, (message) => heard[0]?.push(textOf(message)), { queue: 'workers' });
      bus.subscribe(`${root}.q`, (message) => heard[1]?.push(textOf(message)), { queue: 'workers' });
      other.subscribe(`${root}.q`, (message) => heard[2]?.push(textOf(message)));
      await Promise.all([bus.flush(), other.flush()]);
      for (let index = 0; index < 200; index++) bus.publish(`${root}.q`, bytes(String(index)));
      await eventually(() => expect((heard[0]?.length ?? 0) + (heard[1]?.length ?? 0)).toBe(200));
      await eventually(() => expect(heard[2]).toHaveLength(200));
      expect(new Set([...(heard[0] ?? []), ...(heard[1] ?? [])]).size).toBe(200);
      expect(heard[0]?.length).toBeGreaterThan(20);
      expect(heard[1]?.length).toBeGreaterThan(20);
    });

    test('a closed subscription is never called again', async () => {
      let heard = 0;
      const subscription = other.subscribe(`${root}.a`, () => {
        heard += 1;
        subscription.close();
      });
      await other.flush();
      for (let index = 0; index < 10; index++) bus.publish(`${root}.a`, bytes(''));
      await roundTrip(bus, other, root);
      expect(heard).toBe(1);
      subscription.close();
    });

    test('a request gets its answer, thousands of them at once each their own', async () => {
      other.subscribe(`${root}.echo`, (message) =>
        other.publish(message.reply as string, message.data, { headers: { h: '1' } }),
      );
      await other.flush();
      const asked = Array.from({ length: 3000 }, (_, index) => String(index));
      const answers = await Promise.all(
        asked.map((word) => bus.request(`${root}.echo`, bytes(word), { timeoutMs: 10_000 })),
      );
      expect(answers.map(textOf)).toEqual(asked);
      expect(answers[0]?.headers).toEqual({ h: '1' });
    });

    test('a request to nobody is rejected at once, and one without an answer at its deadline', async () => {
      const startedAt = performance.now();
      expect(await codeOf(bus.request(`${root}.nobody`, bytes(''), { timeoutMs: 60_000 }))).toBe('no-responders');
      expect(performance.now() - startedAt).toBeLessThan(30_000);
      other.subscribe(`${root}.silent`, () => undefined);
      await other.flush();
      expect(await codeOf(bus.request(`${root}.silent`, bytes(''), { timeoutMs: 60 }))).toBe('timeout');
      for (const timeoutMs of [0, -1, Number.NaN]) {
        expect(await codeOf(bus.request(`${root}.silent`, bytes(''), { timeoutMs }))).toBe('timeout');
      }
    });

    test('an answer that comes after the deadline, or twice, is ignored', async () => {
      let reply = '';
      other.subscribe(`${root}.late`, (message) => {
        reply = message.reply as string;
      });
      await other.flush();
      expect(await codeOf(bus.request(`${root}.late`, bytes(''), { timeoutMs: 50 }))).toBe('timeout');
      for (let times = 0; times < 3; times++) other.publish(reply, bytes('late'));
      await roundTrip(bus, other, root);
    });

    test('a channel hears many answers until it is closed, and its subject cannot be guessed', async () => {
      const heard: string[] = [];
      const channel: Channel = bus.channel({ message: (message) => heard.push(textOf(message)) });
      expect(channel.subject).toMatch(/\.[0-9a-z]+-[0-9a-f]{16}$/);
      other.publish(channel.subject, bytes('1'));
      other.publish(channel.subject, bytes('2'));
      await eventually(() => expect(heard).toEqual(['1', '2']));
      channel.close();
      other.publish(channel.subject, bytes('3'));
      await roundTrip(bus, other, root);
      expect(heard).toEqual(['1', '2']);
      const subjects = Array.from({ length: 10_000 }, () => {
        const { subject, close } = bus.channel({ message: () => undefined });
        close();
        return subject;
      });
      expect(new Set(subjects).size).toBe(10_000);
    });

    test('a channel learns that nobody was there to answer', async () => {
      const nobody = new Promise<void>((resolve) => {
        const channel = bus.channel({ message: () => undefined, noResponders: resolve });
        bus.publish(`${root}.nobody`, bytes('x'), { reply: channel.subject });
      });
      await nobody;
    });

    test.each(badSubjects)('publishing to %j is refused', async (subject) => {
      const before = () => bus.publish(subject, bytes(''));
      expect(before).toThrow(expect.objectContaining({ code: 'bad-subject' }));
      expect(await codeOf(bus.request(subject, bytes(''), { timeoutMs: 100 }))).toBe('bad-subject');
      expect(() => bus.publish(`${root}.a`, bytes(''), { reply: subject })).toThrow(
        expect.objectContaining({ code: 'bad-subject' }),
      );
    });

    test.each(badPatterns)('subscribing to %j is refused', (pattern) => {
      expect(() => bus.subscribe(pattern, () => undefined)).toThrow(expect.objectContaining({ code: 'bad-subject' }));
    });

    test('a payload over the limit and a header that would break the protocol are refused, and the connection lives', async () => {
      const tooMuch = new Uint8Array(bus.info.maxPayloadBytes + 1);
      expect(() => bus.publish(`${root}.a`, tooMuch)).toThrow(expect.objectContaining({ code: 'payload-too-large' }));
      expect(await codeOf(bus.request(`${root}.a`, tooMuch, { timeoutMs: 100 }))).toBe('payload-too-large');
      for (const headers of [{ 'a b': '1' }, { a: 'x\r\ny' }, { 'a:': '1' }, { '': '1' }]) {
        expect(() => bus.publish(`${root}.a`, bytes(''), { headers })).toThrow(
          expect.objectContaining({ code: 'bad-header' }),
        );
      }
      await roundTrip(bus, other, root);
    });

    test('what a handler throws is told as a status, and neither its connection nor its next message suffers', async () => {
      const told: BusStatus[] = [];
      other.onStatus((status) => told.push(status));
      const heard: string[] = [];
      other.subscribe(`${root}.a`, (message) => {
        heard.push(textOf(message));
        if (heard.length === 1) throw new TypeError('my mistake');
      });
      const channel = other.channel({
        message: () => {
          throw new Error('mine too');
        },
      });
      await other.flush();
      bus.publish(`${root}.a`, bytes('1'));
      bus.publish(`${root}.a`, bytes('2'));
      bus.publish(channel.subject, bytes('3'));
      await eventually(() => expect(told.filter(({ type }) => type === 'error')).toHaveLength(2));
      expect(heard).toEqual(['1', '2']);
      expect(told).toContainEqual(
        expect.objectContaining({
          code: 'handler-failed',
          subject: `${root}.a`,
          message: expect.stringContaining('my mistake'),
        }),
      );
    });

    test('a new listener of the status hears first that it is connected', async () => {
      const status = await new Promise<BusStatus>((resolve) => bus.onStatus(resolve));
      expect(status).toMatchObject({ type: 'connected' });
      expect(bus.connected).toBe(true);
      expect(bus.info).toMatchObject({ version: expect.stringMatching(/^2\.\d+/), maxPayloadBytes: 1_048_576 });
    });

    test('after close every method fails as closed, and what waited is told so', async () => {
      other.subscribe(`${root}.silent`, () => undefined);
      await other.flush();
      const waiting = codeOf(bus.request(`${root}.silent`, bytes(''), { timeoutMs: 20_000 }));
      const closed = new Promise<void>((resolve) => bus.onStatus(({ type }) => type === 'closed' && resolve()));
      await bus.close();
      await closed;
      expect(await waiting).toBe('closed');
      const failed = expect.objectContaining({ code: 'closed' });
      expect(() => bus.publish(`${root}.a`, bytes(''))).toThrow(failed);
      expect(() => bus.subscribe(`${root}.a`, () => undefined)).toThrow(failed);
      expect(() => bus.channel({ message: () => undefined })).toThrow(failed);
      expect(await codeOf(bus.request(`${root}.a`, bytes(''), { timeoutMs: 100 }))).toBe('closed');
      expect(await codeOf(bus.flush())).toBe('closed');
      expect(await codeOf(bus.drain())).toBe('closed');
      expect(await codeOf(bus.keyValue({ bucket: root }))).toBe('closed');
      expect(await codeOf(bus.stream({ name: root, subjects: [root] }))).toBe('closed');
      await bus.close();
      expect(bus.connected).toBe(false);
    });

    test('draining handles what has arrived and sends its answers before it closes', async () => {
      const answered: string[] = [];
      bus.subscribe(`${root}.answer`, (message) => answered.push(textOf(message)));
      other.subscribe(`${root}.work`, (message) => other.publish(`${root}.answer`, message.data));
      await Promise.all([bus.flush(), other.flush()]);
      for (let index = 0; index < 50; index++) bus.publish(`${root}.work`, bytes(String(index)));
      await bus.flush();
      await other.drain();
      expect(other.connected).toBe(false);
      await eventually(() => expect(answered).toHaveLength(50));
    });
  });
}

/** Resolves when what both sides sent before has been handled: an answer comes after it on each connection. */
async function roundTrip(bus: Bus, other: Bus, root: string): Promise<void> {
  for (const [from, to] of [[bus, other] as const, [other, bus] as const]) {
    const subscription = to.subscribe(`${root}.round-trip`, (message) =>
      to.publish(message.reply as string, message.data),
    );
    await to.flush();
    await from.request(`${root}.round-trip`, bytes(''), { timeoutMs: 5000 });
    subscription.close();
  }
}
