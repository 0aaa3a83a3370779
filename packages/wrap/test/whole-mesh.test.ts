import { describe, expect, test } from '@jest/globals';
import { capability, defineAgent } from '@parley/agent';
import { testMesh } from '@parley/agent/testing';
import { z } from 'zod';
import { fromFunction, fromHttp } from '../src/index.ts';
import { json, outside, perform } from './outside.ts';
import { settle } from './settle.ts';

const words = {
  description: 'Convert an amount of money into another currency.',
  examples: ['convert 50 EUR to USD'],
  input: z.object({ amount: z.string(), from: z.string(), to: z.string() }),
  output: z.object({ amount: z.string() }),
};
const input = { amount: '50', from: 'EUR', to: 'USD' };

describe('a wrapped function', () => {
  test('is found, bids and answers', async () => {
    const agent = defineAgent({
      name: 'counter',
      capabilities: {
        'count-letters': fromFunction({
          description: 'Count the letters of a text.',
          examples: ['count the letters of a word'],
          input: z.object({ text: z.string() }),
          output: z.object({ letters: z.int() }),
          price: '0.03',
          run: ({ text }) => ({ letters: [...text].length }),
        }),
      },
    });
    await using world = await testMesh([agent]);
    const outcome = await world.ask('count the letters of a word', { input: { text: 'Grüße' } });
    expect(outcome).toMatchObject({ type: 'done', price: { amount: '0.03' }, output: { letters: 5 } });
  });

  test('that never ends is given up in time', async () => {
    const stuck = fromFunction({ ...words, timeoutMs: 20, run: () => new Promise<never>(() => undefined) });
    expect(await perform(stuck, input)).toMatchObject({ code: 'function-timeout', retryable: true });
  });

  test('that throws is a failure with its words', async () => {
    const run = (): Promise<never> => Promise.reject(new Error('no rates today'));
    const broken = defineAgent({ name: 'broken', capabilities: { convert: fromFunction({ ...words, run }) } });
    await using world = await testMesh([broken]);
    const failed = await world.ask('convert 50 EUR to USD', { input });
    expect(failed).toMatchObject({ type: 'failed', text: expect.stringContaining('no rates today') });
  });
});

describe('a wrapped service', () => {
  const converter = (name: string, price: string) =>
    defineAgent({
      name,
      capabilities: {
        convert: fromHttp({
          ...words,
          service: { name, baseUrl: { fromConfig: `${name}Url` }, allowPrivate: true },
          method: 'GET',
          path: '/convert',
          price,
        }),
      },
    });
  const dear = defineAgent({
    name: 'dear',
    capabilities: {
      convert: capability({ ...words, bid: () => ({ price: '9.00', etaMs: 900 }), perform: () => ({ amount: '1' }) }),
    },
  });

  test.each([
    ['breaks', 503, 'service-failed'],
    ['says no', 422, 'service-refused'],
  ])('that %s (%d) is replaced by another agent, and the failure is told', async (_, status, code) => {
    await using there = await outside((_, response) => json(response, { message: 'not now' }, status));
    await using world = await testMesh([converter('cheap', '0.01'), dear], { config: { cheapUrl: there.url } });
    const outcome = await settle(world, world.mesh.ask('convert 50 EUR to USD', { input }).outcome);
    expect(outcome).toMatchObject({ type: 'done', agent: 'dear' });
    expect(outcome.tried.attempts[0]).toMatchObject({
      agent: 'cheap',
      text: expect.stringContaining(`${code}: cheap`),
    });
    expect(there.heard[0]!.url).toBe('/convert?amount=50&from=EUR&to=USD');
  });

  test('whose answer does not fit is a bad output that names the place', async () => {
    await using there = await outside((_, response) => json(response, { amount: 55 }));
    await using world = await testMesh([converter('cheap', '0.01')], { config: { cheapUrl: there.url } });
    const outcome = await settle(world, world.mesh.ask('convert 50 EUR to USD', { input }).outcome);
    expect(outcome).toMatchObject({ type: 'failed', text: expect.stringMatching(/amount: Invalid input/) });
  });
});
