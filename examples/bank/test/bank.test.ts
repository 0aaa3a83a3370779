import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bank, BankOptions, Charge, ChargeRequest, Faults } from '../src/index.ts';
import { startBank } from '../src/index.ts';

const fifty = { amount: '50.00', currency: 'USD', account: 'landlord', method: 'card', reference: 'rent' };

let folder: string;
let banks: Bank[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bank-'));
});
afterEach(async () => {
  await Promise.all(banks.map((bank) => bank.close()));
  banks = [];
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: BankOptions = {}): Promise<Bank> {
  const bank = await startBank(options);
  banks.push(bank);
  return bank;
}

async function send(bank: Bank, method: string, path: string, body?: unknown, key?: string) {
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(bank.url + path, { method, headers, ...(body === undefined ? {} : { body: text }) });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}
const order = (bank: Bank, body: unknown, key?: string) => send(bank, 'POST', '/charges', body, key);
const fail = (bank: Bank, faults: Partial<Faults>) => send(bank, 'POST', '/faults', faults);

async function charges(bank: Bank, query = ''): Promise<Charge[]> {
  return (await send(bank, 'GET', `/charges${query}`)).answer.charges as Charge[];
}
async function requests(bank: Bank): Promise<ChargeRequest[]> {
  return (await send(bank, 'GET', '/requests')).answer.requests as ChargeRequest[];
}

describe('charging', () => {
  test('a charge is answered with what was ordered, and stands in the book', async () => {
    const bank = await open();
    const { status, answer } = await order(bank, fifty, 'k1');
    expect(status).toBe(201);
    expect(answer).toMatchObject({ ...fifty, key: 'k1', replayed: false });
    const { replayed: _, ...charge } = answer;
    expect(await charges(bank)).toEqual([charge]);
  });

  test('the same key and order get the same charge back, and money moves once', async () => {
    const bank = await open();
    const first = await order(bank, fifty, 'k1');
    const again = await order(bank, { amount: '50', currency: 'USD' }, 'k1');
    expect(again).toEqual({ status: 200, answer: { ...first.answer, replayed: true } });
    expect(await charges(bank)).toHaveLength(1);
  });

  test.each([
    ['amount', { ...fifty, amount: '50.01' }],
    ['currency', { ...fifty, currency: 'EUR' }],
  ])('a used key with another %s is refused with a reason', async (_, other) => {
    const bank = await open();
    await order(bank, fifty, 'k1');
    const { status, answer } = await order(bank, other, 'k1');
    expect(status).toBe(422);
    expect(answer).toEqual({ error: 'key-reused', reason: expect.stringContaining('50.00 USD') });
    expect(await charges(bank)).toHaveLength(1);
  });

  test('without a key every request charges again', async () => {
    const bank = await open();
    await Promise.all([order(bank, fifty), order(bank, fifty), order(bank, fifty)]);
    expect(await charges(bank)).toHaveLength(3);
  });

  test('twenty concurrent requests with one key charge once, also when the bank is slow', async () => {
    const bank = await open({ faults: { delayMs: 5 } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => order(bank, fifty, 'k1')));
    expect(answers.filter(({ answer }) => answer.replayed === false)).toHaveLength(1);
    expect(new Set(answers.map(({ answer }) => answer.id)).size).toBe(1);
    expect(await charges(bank)).toHaveLength(1);
  });

  test('the book is read by key', async () => {
    const bank = await open();
    await order(bank, fifty, 'a');
    await order(bank, fifty, 'b c');
    expect((await charges(bank, `?key=${encodeURIComponent('b c')}`)).map(({ key }) => key)).toEqual(['b c']);
    expect(await charges(bank, '?key=none')).toEqual([]);
  });
});

describe('bad orders are refused with a reason and charge nothing', () => {
  test.each<[string, unknown, string]>([
    ['no amount', { currency: 'USD' }, 'amount'],
    ['an amount that is a number', { ...fifty, amount: 50 }, 'amount'],
    ['zero', { ...fifty, amount: '0.00' }, 'more than 0'],
    ['a negative amount', { ...fifty, amount: '-5' }, 'amount'],
    ['three decimals', { ...fifty, amount: '1.001' }, 'two decimals'],
    ['an exponent', { ...fifty, amount: '1e3' }, 'amount'],
    ['spaces', { ...fifty, amount: ' 5 ' }, 'amount'],
    ['an amount beyond all banks', { ...fifty, amount: '1234567890123' }, 'amount'],
    ['cents of a currency without cents', { amount: '5.50', currency: 'JPY' }, 'JPY has 0 decimals'],
    ['an unknown currency', { ...fifty, currency: 'XXX' }, 'use one of USD'],
    ['a currency named like a method of objects', { ...fifty, currency: 'toString' }, 'use one of USD'],
    ['no currency', { amount: '5' }, 'currency is missing'],
    ['an account that is no text', { ...fifty, account: 7 }, 'account'],
    ['a reference too long', { ...fifty, reference: 'x'.repeat(201) }, 'reference'],
    ['a list', [fifty], 'JSON object'],
    ['null', 'null', 'JSON object'],
    ['no JSON', '{"amount":', 'JSON'],
  ])('%s', async (_, body, reason) => {
    const bank = await open();
    const { status, answer } = await order(bank, body, 'k1');
    expect(status).toBe(400);
    expect(answer.reason).toEqual(expect.stringContaining(reason));
    expect(await charges(bank)).toEqual([]);
    expect(await requests(bank)).toMatchObject([{ key: 'k1', status: 400, answer }]);
  });

  test('a body too large', async () => {
    const bank = await open();
    expect((await order(bank, { ...fifty, reference: 'x'.repeat(20_000) })).status).toBe(413);
    expect(await requests(bank)).toMatchObject([{ status: 413 }]);
  });

  test('a key too long', async () => {
    const bank = await open();
    expect((await order(bank, fifty, 'k'.repeat(256))).status).toBe(400);
    expect(await charges(bank)).toEqual([]);
  });
});

describe('faults', () => {
  test('a failing bank charges nothing, answers the status it was given, and recovers', async () => {
    const bank = await open();
    await fail(bank, { failNext: 2, failStatus: 502 });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await order(bank, fifty, 'k1')).status);
    expect(statuses).toEqual([502, 502, 201]);
    expect((await requests(bank)).map(({ number, status }) => [number, status])).toEqual([
      [1, 502],
      [2, 502],
      [3, 201],
    ]);
  });

  test('a bank that hangs up has charged, and a second try with the key finds the charge', async () => {
    const bank = await open();
    await fail(bank, { dropAfterChargeNext: 1 });
    await expect(order(bank, fifty, 'k1')).rejects.toThrow();
    expect(await requests(bank)).toMatchObject([{ key: 'k1', status: null, dropped: true }]);
    const again = await order(bank, fifty, 'k1');
    expect(again).toMatchObject({ status: 200, answer: { replayed: true } });
    expect(await charges(bank)).toHaveLength(1);
  });

  test('a slow bank has been asked before it charges', async () => {
    const bank = await open({ faults: { delayMs: 60_000 } });
    const asked = order(bank, fifty, 'k1').catch((error: Error) => error);
    while ((await requests(bank)).length === 0);
    expect(await charges(bank)).toEqual([]);
    expect(await requests(bank)).toMatchObject([{ key: 'k1', body: fifty, status: null, dropped: false }]);
    await bank.close();
    await asked;
  });

  test('a bank slow to answer has already charged', async () => {
    const bank = await open({ faults: { answerDelayMs: 60_000 } });
    const asked = order(bank, fifty, 'k1').catch((error: Error) => error);
    while ((await charges(bank)).length === 0);
    expect(await requests(bank)).toMatchObject([{ key: 'k1', status: null }]);
    await bank.close();
    await asked;
  });

  test('a delay is served and then the charge is made', async () => {
    const bank = await open();
    await fail(bank, { delayMs: 10, answerDelayMs: 10 });
    expect((await order(bank, fifty)).status).toBe(201);
  });

  test('a field that is not given keeps its value, and DELETE makes the bank healthy', async () => {
    const bank = await open();
    await fail(bank, { failNext: 3, delayMs: 7 });
    expect((await fail(bank, { failStatus: 500 })).answer).toMatchObject({ failNext: 3, delayMs: 7, failStatus: 500 });
    await send(bank, 'DELETE', '/faults');
    expect((await send(bank, 'GET', '/faults')).answer).toMatchObject({ failNext: 0, delayMs: 0, failStatus: 503 });
  });

  test.each([
    ['an unknown one', { explode: 1 }, 'unknown fault explode'],
    ['a negative delay', { delayMs: -1 }, 'delayMs'],
    ['a status that is a success', { failStatus: 200 }, 'failStatus'],
    ['a list', [1], 'JSON object'],
  ])('%s is refused and changes nothing', async (_, faults, reason) => {
    const bank = await open();
    const { status, answer } = await send(bank, 'POST', '/faults', faults);
    expect(status).toBe(400);
    expect(answer.reason).toEqual(expect.stringContaining(reason));
    expect((await order(bank, fifty)).status).toBe(201);
  });
});

describe('the book as a file', () => {
  test('every charge and request is a line, and a restarted bank remembers its keys', async () => {
    const bookFile = join(folder, 'book.jsonl');
    const bank = await open({ bookFile });
    const first = await order(bank, fifty, 'k1');
    await order(bank, fifty, 'k1');
    await bank.close();
    const lines = readFileSync(bookFile, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).entry)).toEqual(['charge', 'request', 'request']);
    const next = await open({ bookFile });
    expect(await order(next, fifty, 'k1')).toEqual({ status: 200, answer: { ...first.answer, replayed: true } });
    expect((await requests(next)).map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('a last line cut short by a crash is dropped', async () => {
    const bookFile = join(folder, 'book.jsonl');
    const bank = await open({ bookFile });
    await order(bank, fifty, 'k1');
    await bank.close();
    appendFileSync(bookFile, '{"entry":"char');
    const next = await open({ bookFile });
    await order(next, fifty, 'k2');
    expect((await charges(next)).map(({ key }) => key)).toEqual(['k1', 'k2']);
    await next.close();
    expect(await charges(await open({ bookFile }))).toHaveLength(2);
  });

  test('a line that cannot be read stops the bank and is named', async () => {
    const bookFile = join(folder, 'book.jsonl');
    appendFileSync(bookFile, '{"entry":"guess"}\n');
    await expect(open({ bookFile })).rejects.toMatchObject({
      code: 'book-unreadable',
      message: expect.stringContaining('book.jsonl:1'),
    });
  });

  test('a folder that is not there is a clear error', async () => {
    const bookFile = join(folder, 'none', 'book.jsonl');
    await expect(open({ bookFile })).rejects.toMatchObject({ code: 'book-unreadable' });
  });
});

describe('starting and stopping', () => {
  test('health tells how much is in the book', async () => {
    const bank = await open();
    await order(bank, fifty);
    expect((await send(bank, 'GET', '/health')).answer).toEqual({ ok: true, charges: 1, requests: 1 });
  });

  test('a busy port is a clear error', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(open({ port })).rejects.toMatchObject({ code: 'port-unavailable', retryable: false });
    other.close();
  });

  test.each([-1, 1.5, Number.NaN, 65_536])('port %p is refused', async (port) => {
    await expect(open({ port })).rejects.toMatchObject({ code: 'bad-option' });
  });

  test('it closes twice without complaint, and then answers nobody', async () => {
    const bank = await open();
    await Promise.all([bank.close(), bank.close()]);
    await expect(order(bank, fifty)).rejects.toThrow();
  });
});
