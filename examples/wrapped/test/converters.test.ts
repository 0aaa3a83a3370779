import { describe, expect, test } from '@jest/globals';
import { convert, roundingNames } from '../src/services/exchange-rates.ts';
import { failsAt } from '../src/services/failing-at-times.ts';
import { get, post, started } from './services.ts';

const v1 = { fromCurrency: 'USD', toCurrency: 'EUR', amount: '12.50' };
const v2 = { sourceCurrency: 'USD', toCurrency: 'EUR', order: { amount: '12.50' }, rounding: 'half-even' };
const exchange = { source: { amount: '12.50', currency: 'USD' }, target: { currency: 'EUR' } };

describe('a conversion', () => {
  test.each([
    ['100', 'USD', 'EUR', 'half-even', '0.858001', '85.80'],
    ['12.50', 'USD', 'EUR', 'half-even', '0.858001', '10.73'],
    ['12.50', 'USD', 'EUR', 'down', '0.858001', '10.72'],
    ['999999999999.99', 'EUR', 'SEK', 'half-even', '10.964000', '10963999999999.89'],
    ['1', 'EUR', 'JPY', 'half-up', '182.410000', '182'],
    ['0.0001', 'EUR', 'USD', 'half-even', '1.165500', '0.00'],
  ] as const)('of %s %s into %s (%s) is exact', (amount, from, to, rounding, rate, result) => {
    expect(convert({ amount, from, to, rounding })).toEqual({ rate, result });
  });

  test('of half a cent is rounded as is said', () => {
    const tie = { from: 'EUR', to: 'USD', spread: '0.871300' } as const;
    const rounded = (amount: string) =>
      roundingNames.map((rounding) => [rounding, convert({ ...tie, amount, rounding }).result]);
    expect(convert({ ...tie, amount: '0.1' }).rate).toBe('0.150000');
    expect(Object.fromEntries(rounded('0.1'))).toEqual({ 'half-even': '0.02', 'half-up': '0.02', down: '0.01' });
    expect(Object.fromEntries(rounded('0.3'))).toEqual({ 'half-even': '0.04', 'half-up': '0.05', down: '0.04' });
  });
});

describe('Kursblatt', () => {
  test('answers both releases, each in its own shape', async () => {
    const url = await started('kursblatt');
    const good = { toCurrency: 'EUR', amount: '12.50', rate: '0.858001', result: '10.73' };
    expect(await get(`${url}/v1/convert`, v1)).toMatchObject({ status: 200, body: { fromCurrency: 'USD', ...good } });
    expect(await post(`${url}/v2/convert`, v2)).toMatchObject({
      status: 200,
      body: { sourceCurrency: 'USD', ...good },
    });
    expect(await get(`${url}/v1/convert`, { ...v1, rounding: 'down' })).toMatchObject({ body: { result: '10.72' } });
  });

  test.each([
    ['an amount that is no decimal', { ...v1, amount: '1e5' }, 400, 'bad-request'],
    ['no amount', { fromCurrency: 'USD', toCurrency: 'EUR' }, 400, 'bad-request'],
    ['a currency that is none', { ...v1, toCurrency: 'euros' }, 400, 'bad-request'],
    ['a currency without a rate', { ...v1, toCurrency: 'XXX' }, 422, 'unknown-currency'],
    ['one currency twice', { ...v1, toCurrency: 'USD' }, 422, 'same-currency'],
  ])('refuses %s', async (_, query, status, code) => {
    const url = await started('kursblatt');
    const answer = await get(`${url}/v1/convert`, query as Record<string, string>);
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } });
  });

  test.each([
    ['the first release’s words', v1],
    ['no rounding', { ...v2, rounding: undefined }],
    ['an amount as a number', { ...v2, order: { amount: 12.5 } }],
    ['a body that is no JSON', '{'],
  ])('refuses, in its second release, %s', async (_, body) => {
    const url = await started('kursblatt');
    const answer = await post(`${url}/v2/convert`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad-request' } } });
  });

  test('says what it does not have', async () => {
    const url = await started('kursblatt');
    expect(await get(`${url}/v3/convert`)).toMatchObject({ status: 404, body: { error: { code: 'bad-request' } } });
  });
});

describe('Cambio', () => {
  test('exchanges, and keeps its share', async () => {
    const url = await started('cambio');
    const body = { source: exchange.source, target: { amount: '10.68', currency: 'EUR' }, rate: '0.854569' };
    expect(await post(`${url}/exchange`, exchange)).toEqual({ status: 200, type: 'application/json', body });
  });

  test.each([
    ['an amount as a number', { ...exchange, source: { amount: 12.5, currency: 'USD' } }, 400, 'bad-request'],
    ['another vendor’s words', v1, 400, 'bad-request'],
    ['a currency without a rate', { ...exchange, target: { currency: 'XXX' } }, 422, 'unknown-currency'],
  ])('refuses %s with a problem document', async (_, order, status, code) => {
    const url = await started('cambio');
    const answer = await post(`${url}/exchange`, order);
    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
    expect(answer.body).toMatchObject({ type: `urn:cambio:problem:${code}`, status, detail: expect.any(String) });
  });
});

describe('a converter that fails at times', () => {
  const asks = Array.from({ length: 40 }, (_, index) => index + 1);

  test.each([
    ['kursblatt', (url: string) => get(`${url}/v1/convert`, v1)],
    ['cambio', (url: string) => post(`${url}/exchange`, exchange)],
  ] as const)('%s fails at the times that its seed says, and at no other', async (name, ask) => {
    const weather = { seed: 7, failureShare: 0.25 };
    const heard: number[] = [];
    const url = await started(name, { ...weather, onAsked: (number) => heard.push(number) });
    const statuses: number[] = [];
    for (const _ of asks) statuses.push((await ask(url)).status);
    expect(heard).toEqual(asks);
    expect(statuses).toEqual(asks.map((number) => (failsAt(number, weather) ? 503 : 200)));
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
  });

  test('fails about as often as it is told to, and otherwise for another seed', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => index);
    const failed = (seed: number) => many.filter((number) => failsAt(number, { seed, failureShare: 0.2 }));
    expect(failed(1).length / many.length).toBeGreaterThan(0.17);
    expect(failed(1).length / many.length).toBeLessThan(0.23);
    expect(failed(1)).not.toEqual(failed(2));
    expect(many.some((number) => failsAt(number, { seed: 1, failureShare: 0 }))).toBe(false);
    expect(many.every((number) => failsAt(number, { seed: 1, failureShare: 1 }))).toBe(true);
  });
});
