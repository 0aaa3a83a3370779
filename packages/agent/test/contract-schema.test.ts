// Schemas that await something, or throw, in the input of a call under a standing contract.

import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { capability, defineAgent } from '../src/index.ts';
import { testMesh } from '../src/testing/index.ts';
import { contractIn, failed, intent } from './contract-world.ts';

const agent = (input: z.ZodObject<{ text: z.ZodString }>) =>
  defineAgent({
    name: 'ada',
    capabilities: {
      repeat: capability({
        description: intent,
        examples: [],
        input,
        output: z.object({ text: z.string() }),
        bid: () => ({ price: '0.10', etaMs: 100 }),
        perform: ({ input: { text } }) => ({ text }),
      }),
    },
  });

test('one that throws fails its call, and one that awaits is awaited', async () => {
  const refuse = (text: string) => {
    if (text === 'bad') throw new Error('the list cannot be read');
    return true;
  };
  for (const text of [z.string().refine(refuse), z.string().refine(async (value) => refuse(value))]) {
    await using world = await testMesh([agent(z.object({ text }))]);
    const { call } = await contractIn(world, { backup: false });
    expect(await call('good')).toEqual({ text: 'good' });
    expect(await failed(call('bad'))).toMatchObject({
      code: 'call-failed',
      message: expect.stringContaining('the list cannot be read'),
    });
  }
});
