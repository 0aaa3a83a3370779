// Streams: order, guards, limits and reading.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@parley/testkit';
import type { Bus, Stream, StreamConfig } from '../../src/index.ts';
import { bytes, type ContractDoor, codeOf, collect, freshName, text } from './door.ts';

export function describeStreams(door: ContractDoor): void {
  describe(`${door.title}: streams`, () => {
    let bus: Bus;
    let other: Bus;
    let root: string;
    let config: StreamConfig;
    let stream: Stream;

    beforeEach(async () => {
      const broker = await door.shared();
      [bus, other] = [await broker.connect(), await broker.connect()];
      root = freshName();
      config = { name: root, subjects: [`${root}.>`] };
      stream = await bus.stream(config);
    });
    afterEach(async () => {
      await Promise.all([bus.close(), other.close()]);
    });

    test('appends are numbered in order, and the last of a subject is read back by whoever wrote it', async () => {
      expect(await stream.append(`${root}.a`, bytes('1'))).toBe(1);
      expect(await stream.append(`${root}.b`, bytes('2'))).toBe(2);
      expect(await stream.append(`${root}.a`, bytes('3'), { headers: { kind: 'x' }, messageId: 'id-3' })).toBe(3);
      const last = await stream.last(`${root}.a`);
      expect(last).toMatchObject({ subject: `${root}.a`, sequence: 3, headers: { kind: 'x' } });
      expect(Object.keys(last?.headers ?? {})).toEqual(['kind']);
      expect(text(last?.data as Uint8Array)).toBe('3');
      expect(last?.storedAtMs).toBeGreaterThan(Date.UTC(2020, 0));
      expect(await stream.last(`${root}.none`)).toBeUndefined();
    });

    test('an append with the wrong expected sequence is refused, and of two at once exactly one wins', async () => {
      const subject = `${root}.task`;
      const otherStream = await other.stream(config);
      const first = await stream.append(subject, bytes('open'), { expectedLastSubjectSequence: 0 });
      await stream.append(`${root}.else`, bytes('does not count'));
      expect(await codeOf(stream.append(subject, bytes('x'), { expectedLastSubjectSequence: 0 }))).toBe(
        'wrong-revision',
      );
      const guarded = { expectedLastSubjectSequence: first };
      const outcomes = await Promise.all([
        codeOf(stream.append(subject, bytes('mine'), guarded)),
        codeOf(otherStream.append(subject, bytes('theirs'), guarded)),
      ]);
      expect(outcomes.sort()).toEqual(['fulfilled', 'wrong-revision']);
      expect(await collect(stream.read(subject))).toHaveLength(2);
    });

    test('a repeated message id is stored once, and a repeated guarded append is a duplicate or refused', async () => {
      const sequence = await stream.append(`${root}.a`, bytes('1'), { messageId: 'once' });
      expect(await stream.append(`${root}.a`, bytes('1'), { messageId: 'once' })).toBe(sequence);
      const guarded = { expectedLastSubjectSequence: sequence, messageId: 'guarded' };
      const second = await stream.append(`${root}.a`, bytes('2'), guarded);
      // Servers differ here (see the README): whoever is refused reads the last message and finds its own.
      expect(['fulfilled', 'wrong-revision']).toContain(await codeOf(stream.append(`${root}.a`, bytes('2'), guarded)));
      expect((await stream.last(`${root}.a`))?.sequence).toBe(second);
    });

    test('reading gives what was there when it began, by pattern and from a sequence', async () => {
      expect(await collect(stream.read(`${root}.>`))).toEqual([]);
      for (const name of ['a', 'b', 'a', 'c', 'a'])
        await stream.append(`${root}.${name}`, bytes(name), { headers: { name } });
      const all = await collect(stream.read(`${root}.>`));
      expect(all.map(({ sequence, headers }) => [sequence, headers?.name])).toEqual([
        [1, 'a'],
        [2, 'b'],
        [3, 'a'],
        [4, 'c'],
        [5, 'a'],
      ]);
      const some = await collect(stream.read(`${root}.a`, { fromSequence: 2 }));
      expect(some.map(({ sequence }) => sequence)).toEqual([3, 5]);
      expect(await collect(stream.read(`${root}.none`))).toEqual([]);
    });

    test('a slow reader gets thousands of messages complete, and not those appended while it reads', async () => {
      const size = 3000;
      const body = new Uint8Array(200);
      await Promise.all(Array.from({ length: size }, () => stream.append(`${root}.a`, body)));
      const sequences: number[] = [];
      for await (const { sequence } of stream.read(`${root}.>`)) {
        sequences.push(sequence);
        if (sequence % 500 === 1) await stream.append(`${root}.a`, bytes('while reading'));
      }
      expect(sequences).toEqual(Array.from({ length: size }, (_, index) => index + 1));
      for await (const { sequence } of stream.read(`${root}.>`)) if (sequence === 3) break;
    });

    test('following tells what is there and then what comes, until it is closed', async () => {
      await stream.append(`${root}.a`, bytes('1'));
      await stream.append(`${root}.b`, bytes('2'));
      const heard: string[] = [];
      const following = await other
        .stream(config)
        .then((same) => same.follow(`${root}.a`, (message) => heard.push(`${message.sequence}:${text(message.data)}`)));
      await eventually(() => expect(heard).toEqual(['1:1']));
      await stream.append(`${root}.a`, bytes('3'));
      await eventually(() => expect(heard).toEqual(['1:1', '3:3']));
      following.close();
      await stream.append(`${root}.a`, bytes('4'));
      await other.flush();
      expect(heard).toEqual(['1:1', '3:3']);
      const late: number[] = [];
      const tail = await stream.follow(`${root}.>`, ({ sequence }) => late.push(sequence), { fromSequence: 4 });
      await stream.append(`${root}.b`, bytes('5'));
      await eventually(() => expect(late).toEqual([4, 5]));
      tail.close();
    });

    test('a plain publish to its subject is kept as well, and an append is heard by subscriptions', async () => {
      const heard: string[] = [];
      other.subscribe(`${root}.a`, ({ data }) => heard.push(text(data)));
      await other.flush();
      bus.publish(`${root}.a`, bytes('published'));
      await stream.append(`${root}.a`, bytes('appended'));
      await eventually(() => expect(heard).toEqual(['published', 'appended']));
      expect((await collect(stream.read(`${root}.a`))).map(({ data }) => text(data))).toEqual([
        'published',
        'appended',
      ]);
    });

    test('the same configuration binds, another one is an error that names the field', async () => {
      await expect(bus.stream({ ...config, discard: 'old', storage: 'file' })).resolves.toMatchObject({ name: root });
      const others: [string, Partial<StreamConfig>][] = [
        ['maxBytes', { maxBytes: 10_000 }],
        ['maxAgeMs', { maxAgeMs: 600_000 }],
        ['subjects', { subjects: [`${root}.a`] }],
        ['discard', { discard: 'new' }],
        ['storage', { storage: 'memory' }],
        ['maxMessagesPerSubject', { maxMessagesPerSubject: 2 }],
        ['duplicateWindowMs', { duplicateWindowMs: 1000 }],
      ];
      for (const [field, change] of others) {
        await expect(bus.stream({ ...config, ...change })).rejects.toMatchObject({
          code: 'conflicting-configuration',
          message: expect.stringContaining(field),
        });
      }
    });

    test('limits hold: old messages go, new ones are refused, as configured', async () => {
      const few = await bus.stream({ name: `${root}-few`, subjects: [`${root}-few.>`], maxMessagesPerSubject: 2 });
      for (const body of ['1', '2', '3']) await few.append(`${root}-few.a`, bytes(body));
      expect((await collect(few.read(`${root}-few.>`))).map(({ data }) => text(data))).toEqual(['2', '3']);
      const full = await bus.stream({
        name: `${root}-full`,
        subjects: [`${root}-full`],
        maxBytes: 4000,
        discard: 'new',
      });
      await full.append(`${root}-full`, new Uint8Array(3000));
      expect(await codeOf(full.append(`${root}-full`, new Uint8Array(3000)))).toBe('storage');
      expect(await collect(full.read(`${root}-full`))).toHaveLength(1);
    });

    test('bad names and subjects outside of the stream are refused at once', async () => {
      expect(await codeOf(stream.append('elsewhere', bytes('')))).toBe('bad-subject');
      expect(await codeOf(stream.append(`${root}.*`, bytes('')))).toBe('bad-subject');
      expect(await codeOf(bus.stream({ name: 'a.b', subjects: [root] }))).toBe('bad-subject');
      expect(await codeOf(bus.stream({ name: `${root}-none`, subjects: [] }))).toBe('bad-subject');
      expect(await codeOf(stream.append(`${root}.a`, new Uint8Array(bus.info.maxPayloadBytes + 1)))).toBe(
        'payload-too-large',
      );
    });
  });
}
