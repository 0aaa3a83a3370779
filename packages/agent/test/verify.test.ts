// A caller that checks results, in the real mesh: by a function, by the definition's own, by another agent.

import { describe, expect, test } from '@jest/globals';
import { defineCapability } from '@parley/mesh';
import { z } from 'zod';
import { capability, defineAgent } from '../src/index.ts';
import { testMesh } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const intent = 'repeat these words again';
const liar = repeater('liar', { bid: () => ({ price: '0.01', etaMs: 10 }), perform: () => ({ text: 'nonsense' }) });
const honest = repeater('honest', { bid: () => ({ price: '0.20', etaMs: 10 }) });
const isRepeated = ({ output, input }: { output: unknown; input: unknown }) =>
  JSON.stringify(output) === JSON.stringify(input) || ({ rejected: 'it is not what was said' } as const);

describe('a result that the caller turns down', () => {
  test('moves the work to the next, counts against its agent, and is in the story', async () => {
    await using world = await testMesh([liar, honest]);
    const given = { input: { text: 'hello' }, verify: isRepeated };
    const outcome = await world.ask(intent, given);
    expect(outcome).toMatchObject({ type: 'done', agent: 'honest', output: { text: 'hello' } });
    expect(outcome.tried.attempts).toMatchObject([
      { agent: 'liar', ended: 'rejected-result', text: 'it is not what was said' },
      { agent: 'honest', ended: 'done' },
    ]);
    // Measured: the next time its reliability is below the other's.
    const { board } = (await world.ask(intent, given)).tried;
    const reliability = (agent: string) => board.find((row) => row.agent === agent)?.scoreByTerm?.reliability ?? 0;
    expect(reliability('liar')).toBeLessThan(reliability('honest'));
  });

  test('may be checked by another agent, without a word to the worker', async () => {
    const judge = defineAgent({
      name: 'judge',
      capabilities: {
        judge: capability({
          description: 'Judge whether an answer is right.',
          examples: ['is this answer right'],
          input: z.object({ text: z.string() }),
          output: z.object({ right: z.boolean() }),
          bid: () => ({ price: '0.01', etaMs: 10 }),
          perform: ({ input }) => ({ right: input.text !== 'nonsense' }),
        }),
      },
    });
    await using world = await testMesh([liar, honest, judge]);
    const outcome = await world.ask(intent, {
      input: { text: 'hello' },
      verify: async ({ output }) => {
        const verdict = await world.mesh.ask('judge whether this answer is right', { input: output });
        if (verdict.type !== 'done') throw new Error(verdict.text);
        return (verdict.output as { right: boolean }).right || { rejected: 'the judge says it is wrong' };
      },
    });
    expect(outcome).toMatchObject({ type: 'done', agent: 'honest' });
  });

  test('by the check that its definition has', async () => {
    const shout = defineCapability({
      name: 'shout',
      description: 'Say the words louder: in capital letters.',
      examples: [],
      input: z.object({ text: z.string() }),
      output: z.object({ text: z.string() }),
      verify: ({ output }) => /^[A-Z ]+$/.test(output.text) || { rejected: `"${output.text}" is not loud` },
    });
    const shouter = (name: string, price: string, loud: boolean) =>
      defineAgent({
        name,
        capabilities: {
          shout: capability({
            ...shout,
            bid: () => ({ price, etaMs: 10 }),
            perform: ({ input }) => ({ text: loud ? input.text.toUpperCase() : input.text }),
          }),
        },
      });
    await using world = await testMesh([shouter('quiet', '0.01', false), shouter('loud', '0.50', true)]);
    const outcome = await world.ask(shout, { input: { text: 'hello' } });
    expect(outcome).toMatchObject({ type: 'done', agent: 'loud', output: { text: 'HELLO' } });
    expect(outcome.tried.attempts[0]).toMatchObject({ agent: 'quiet', text: '"hello" is not loud' });
  });
});

describe('a check that is no check', () => {
  test.each([
    ['throws', () => Promise.reject(new Error('the ledger is closed')), /could not be checked: the ledger is closed/],
    ['answers nothing', () => undefined as never, /neither true nor/],
  ])('%s: the work is done, and the outcome hands it over as not verified', async (_, verify, text) => {
    await using world = await testMesh([honest]);
    const outcome = await world.ask(intent, { input: { text: 'hello' }, verify });
    expect(outcome).toMatchObject({
      type: 'failed',
      code: 'result-not-verified',
      output: { text: 'hello' },
      text: expect.stringMatching(text),
    });
  });
});
