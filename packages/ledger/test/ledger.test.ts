import { beforeEach, describe, expect, test } from '@jest/globals';
import type { KeyValue } from '@parley/bus';
import { createMemoryBroker } from '@parley/bus/memory';
import { buckets } from '@parley/protocol';
import { createOnce, createStore } from '../src/index.ts';

let bucket: KeyValue;

beforeEach(async () => {
  const bus = createMemoryBroker().connect({ inboxPrefix: 'parley.test.reply.ledger' });
  bucket = await bus.keyValue(buckets('test').store);
});

describe('once', () => {
  test('runs an effect the first time and gives its result to every later call', async () => {
    const once = createOnce(bucket);
    let runs = 0;
    const effect = async () => ({ receipt: ++runs });
    expect(await once('c1', 'charge', effect)).toEqual({ receipt: 1 });
    expect(await once('c1', 'charge', effect)).toEqual({ receipt: 1 });
    expect(await createOnce(bucket)('c1', 'charge', effect)).toEqual({ receipt: 1 });
    expect(runs).toBe(1);
  });

  test('keeps conversations and keys apart, and hands both out as the idempotency key', async () => {
    const once = createOnce(bucket);
    const keys: string[] = [];
    const effect = async (key: string) => keys.push(key);
    await once('c1', 'charge', effect);
    await once('c1', 'refund', effect);
    await once('c2', 'charge', effect);
    expect(keys).toEqual(['c1.charge', 'c1.refund', 'c2.charge']);
  });

  test('keeps no receipt of an effect that threw', async () => {
    const once = createOnce(bucket);
    await expect(once('c1', 'charge', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await once('c1', 'charge', async () => 'yes')).toBe('yes');
  });

  test('gives both of two racing callers the receipt that was kept first', async () => {
    const once = createOnce(bucket);
    let runs = 0;
    const results = await Promise.all([1, 2].map(() => once('c1', 'charge', async () => ++runs)));
    expect(runs).toBe(2);
    expect(new Set(results).size).toBe(1);
  });

  test('takes an effect without a result, and keeps keys with any letters', async () => {
    const once = createOnce(bucket);
    expect(await once('c1', 'mail to ä@b.c > *', async () => undefined)).toBeUndefined();
    let again = false;
    await once('c1', 'mail to ä@b.c > *', async () => {
      again = true;
    });
    expect(again).toBe(false);
  });

  test('refuses a result that is no JSON, by name', async () => {
    await expect(createOnce(bucket)('c1', 'charge', async () => () => 1)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('charge'),
    });
  });
});

describe('the store', () => {
  test('keeps an agent its values, apart from other agents', async () => {
    const stock = createStore(bucket, 'supplier');
    expect(await stock.get('pallets')).toBeUndefined();
    expect(await stock.update<number>('pallets', () => 40)).toBe(40);
    expect(await createStore(bucket, 'supplier').get('pallets')).toBe(40);
    expect(await createStore(bucket, 'other').get('pallets')).toBeUndefined();
  });

  test('loses no change where many change at once', async () => {
    const one = createStore(bucket, 'supplier');
    const two = createStore(bucket, 'supplier');
    const add = (value: number | undefined) => (value ?? 0) + 1;
    await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? one : two).update<number>('count', add)));
    expect(await one.get('count')).toBe(20);
  });

  test('leaves a value as it is where the change returns undefined', async () => {
    const store = createStore(bucket, 'supplier');
    await store.update<number>('pallets', () => 3);
    expect(await store.update<number>('pallets', (value) => (value! < 5 ? undefined : 0))).toBe(3);
  });

  test('refuses a key that is no token', async () => {
    await expect(createStore(bucket, 'supplier').get('a key')).rejects.toMatchObject({ code: 'bad-token' });
  });
});
