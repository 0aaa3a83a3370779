// Buckets: compare-and-set, listing, watching, expiry.

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '@parley/testkit';
import type { Bus, KeyValue } from '../../src/index.ts';
import { bytes, type ContractDoor, codeOf, freshName, text, word } from './door.ts';

export function describeKeyValue(door: ContractDoor): void {
  describe(`${door.title}: key-value`, () => {
    let bus: Bus;
    let other: Bus;
    let bucket: string;
    let mine: KeyValue;
    let theirs: KeyValue;

    beforeEach(async () => {
      const broker = await door.shared();
      [bus, other] = [await broker.connect(), await broker.connect()];
      bucket = freshName();
      mine = await bus.keyValue({ bucket });
      theirs = await other.keyValue({ bucket });
    });
    afterEach(async () => {
      await Promise.all([bus.close(), other.close()]);
    });

    test('what one puts the other gets, and revisions only grow', async () => {
      expect(await mine.get('agent.one')).toBeUndefined();
      const first = await mine.put('agent.one', bytes('a'));
      const entry = await theirs.get('agent.one');
      expect(entry).toMatchObject({ key: 'agent.one', revision: first });
      expect(text(entry?.value as Uint8Array)).toBe('a');
      expect(await theirs.put('agent.two', bytes(''))).toBeGreaterThan(first);
      expect((await mine.get('agent.two'))?.value).toHaveLength(0);
    });

    test('create writes only where nothing is, and again after a deletion', async () => {
      const outcomes = await Promise.all([
        codeOf(mine.create('k', bytes('mine'))),
        codeOf(theirs.create('k', bytes('theirs'))),
      ]);
      expect(outcomes.sort()).toEqual(['fulfilled', 'wrong-revision']);
      await mine.delete('k');
      expect(await mine.get('k')).toBeUndefined();
      const revision = await theirs.create('k', bytes('new'));
      expect(await mine.get('k')).toMatchObject({ revision });
      expect(await codeOf(mine.create('k', bytes('no')))).toBe('wrong-revision');
    });

    test('update and delete go by the revision they build on', async () => {
      const first = await mine.create('k', bytes('1'));
      const second = await theirs.update('k', bytes('2'), first);
      expect(await codeOf(mine.update('k', bytes('stale'), first))).toBe('wrong-revision');
      expect(await codeOf(mine.delete('k', first))).toBe('wrong-revision');
      expect(text((await mine.get('k'))?.value as Uint8Array)).toBe('2');
      await mine.delete('k', second);
      expect(await theirs.get('k')).toBeUndefined();
      await theirs.delete('never-there');
    });

    test('keys are listed by pattern, without the deleted', async () => {
      expect(await mine.keys()).toEqual([]);
      for (const key of ['a.1', 'a.2', 'b.1', 'a.1.x']) await mine.put(key, bytes(key));
      await mine.put('a.2', bytes('again'));
      await mine.delete('b.1');
      expect((await theirs.keys()).sort()).toEqual(['a.1', 'a.1.x', 'a.2']);
      expect((await theirs.keys('a.*')).sort()).toEqual(['a.1', 'a.2']);
      expect(await theirs.keys('b.>')).toEqual([]);
    });

    test('entries are those of the pattern as they stand, few or many, without the deleted', async () => {
      expect(await mine.entries()).toEqual([]);
      for (const key of ['a.1', 'a.2', 'b.1']) await mine.put(key, bytes(key));
      const revision = await mine.put('a.2', bytes('again'));
      await mine.delete('b.1');
      const few = await theirs.entries('a.*');
      expect(few.map(({ key, value }) => `${key}=${text(value)}`).sort()).toEqual(['a.1=a.1', 'a.2=again']);
      expect(few.find(({ key }) => key === 'a.2')?.revision).toBe(revision);
      expect(await theirs.entries('b.>')).toEqual([]);
      const keys = Array.from({ length: 200 }, (_, index) => `many.${index}`);
      await Promise.all(keys.map((key) => mine.put(key, bytes(key))));
      await mine.delete('many.7');
      const many = await theirs.entries('many.>');
      expect(many.map(({ key }) => key).sort()).toEqual(keys.filter((key) => key !== 'many.7').sort());
      expect(many.every(({ key, value }) => text(value) === key)).toBe(true);
      expect(await codeOf(mine.entries('a.>.b'))).toBe('bad-subject');
    });

    test('tries are heard as they come, of their pattern alone, and nothing of what was there before', async () => {
      await mine.put('a.1', bytes('before'));
      const heard: string[] = [];
      const tries = theirs.tries('a.*', (tried) =>
        heard.push(tried.type === 'put' ? `+${tried.key}=${text(tried.value)}` : `-${tried.key}`),
      );
      await other.flush();
      await mine.put('a.1', bytes('new'));
      await mine.put('b.1', bytes('other'));
      await theirs.create('a.2', bytes('own'));
      await mine.delete('a.1');
      await eventually(() => expect(heard).toEqual(['+a.1=new', '+a.2=own', '-a.1']));
      tries.close();
      await mine.put('a.1', bytes('unheard'));
      await other.flush();
      expect(heard).toHaveLength(3);
      expect(() => mine.tries('a.>.b', () => undefined)).toThrow(expect.objectContaining({ code: 'bad-subject' }));
    });

    test('a watch tells what is there, then that this was all, then every change of its pattern', async () => {
      await mine.put('a.1', bytes('x'));
      await mine.put('a.2', bytes('y'));
      await mine.put('b.1', bytes('z'));
      await mine.delete('a.2');
      const heard: string[] = [];
      const watch = await theirs.watch('a.*', (change) => heard.push(word(change)));
      await eventually(() => expect(heard).toEqual(['+a.1=x', 'listed']));
      await mine.put('a.3', bytes('new'));
      await mine.put('b.2', bytes('other'));
      await mine.delete('a.1');
      await eventually(() => expect(heard).toEqual(['+a.1=x', 'listed', '+a.3=new', '-a.1']));
      watch.close();
      await mine.put('a.4', bytes('unheard'));
      await other.flush();
      expect(heard).toHaveLength(4);
    });

    test('a watch of an empty bucket is listed at once, and of a large one complete', async () => {
      const heard: string[] = [];
      const empty = await theirs.watch('>', (change) => heard.push(word(change)));
      await eventually(() => expect(heard).toEqual(['listed']));
      empty.close();
      const keys = Array.from({ length: 1500 }, (_, index) => `key.${index}`);
      await Promise.all(keys.map((key) => mine.put(key, new Uint8Array(300))));
      const told: string[] = [];
      const full = await theirs.watch('>', (change) =>
        told.push(change.type === 'put' ? change.entry.key : change.type),
      );
      await eventually(() => expect(told.at(-1)).toBe('listed'));
      expect(new Set(told).size).toBe(1501);
      full.close();
    });

    test('a value past its time is gone, without a word to those who watch, and a renewed one stays', async () => {
      const lease = await bus.keyValue({ bucket: `${bucket}-lease`, ttlMs: 700 });
      const heard: string[] = [];
      const watch = await lease.watch('>', (change) => heard.push(word(change)));
      await lease.put('gone', bytes('1'));
      const first = await lease.create('renewed', bytes('1'));
      await eventually(async () => {
        const revision = (await lease.get('renewed'))?.revision ?? first;
        await lease.update('renewed', bytes('2'), revision);
        expect(await lease.get('gone')).toBeUndefined();
      });
      expect(await lease.get('renewed')).toBeDefined();
      expect(heard).not.toContain('-gone');
      await lease.create('gone', bytes('3'));
      watch.close();
    });

    test('the same configuration binds, another one is an error that names the field', async () => {
      await expect(bus.keyValue({ bucket, storage: 'file' })).resolves.toMatchObject({ bucket });
      await expect(bus.keyValue({ bucket, ttlMs: 5000 })).rejects.toMatchObject({
        code: 'conflicting-configuration',
        message: expect.stringContaining('maxAgeMs'),
      });
      await expect(bus.keyValue({ bucket, maxValueBytes: 5000 })).rejects.toMatchObject({
        code: 'conflicting-configuration',
      });
      expect(await codeOf(bus.keyValue({ bucket: `${bucket}-quick`, ttlMs: 5 }))).toBe('storage');
    });

    test('values over the limit and keys out of form are refused', async () => {
      const small = await bus.keyValue({ bucket: `${bucket}-small`, maxValueBytes: 10 });
      expect(await codeOf(small.put('k', new Uint8Array(1000)))).toBe('payload-too-large');
      expect(await codeOf(mine.put('k', new Uint8Array(bus.info.maxPayloadBytes + 1)))).toBe('payload-too-large');
      for (const key of ['', '.', 'a.', '.a', 'a..b', 'a b', 'a*', '>', 'ä', 'a\r\nb']) {
        expect(await codeOf(mine.get(key))).toBe('bad-subject');
        expect(await codeOf(mine.put(key, bytes('')))).toBe('bad-subject');
      }
      expect(await codeOf(mine.watch('a.>.b', () => undefined))).toBe('bad-subject');
      expect(await codeOf(bus.keyValue({ bucket: 'a.b' }))).toBe('bad-subject');
    });
  });
}
