// A caller that checks results, in the real mesh: by a function, by the definition's own, by another agent.

import { describe, expect, test } from '@jest/globals';
import { agreement, defineCapability, type Verify } from '@parley/mesh';
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

describe('a result that others must agree with', () => {
  const says = (name: string, price: string, text: string) =>
    repeater(name, { bid: () => ({ price, etaMs: 10 }), perform: () => ({ text }) });
  const asked = { input: { text: 'hello' }, prefer: 'price' } as const;

  test('counts where two of three say the same, and the one that does not is passed over', async () => {
    await using world = await testMesh([
      says('liar', '0.01', 'nonsense'),
      says('ada', '0.10', 'hello'),
      says('bob', '0.20', 'hello'),
    ]);
    const outcome = await world.ask(intent, { ...asked, verify: agreement(world.mesh) });
    expect(outcome).toMatchObject({ type: 'done', agent: 'ada', output: { text: 'hello' } });
    expect(outcome.tried.attempts[0]).toMatchObject({
      agent: 'liar',
      ended: 'rejected-result',
      text: '1 of 3 agents say so, 2 were wanted',
    });
  });

  test('is not known where too few are there to ask', async () => {
    await using world = await testMesh([says('ada', '0.10', 'hello'), says('bob', '0.20', 'hallo')]);
    const outcome = await world.ask(intent, { ...asked, verify: agreement(world.mesh) });
    expect(outcome).toMatchObject({ type: 'failed', code: 'result-not-verified', output: { text: 'hello' } });
    expect(outcome.text).toMatch(/2 agents have an answer, and 2 that agree were wanted/);
  });

  test('may be the same in the caller’s own sense', async () => {
    await using world = await testMesh([says('ada', '0.10', 'Hello'), says('bob', '0.20', 'hello')]);
    const same = (one: { text: string }, other: { text: string }) =>
      one.text.toLowerCase() === other.text.toLowerCase();
    const verify = agreement<{ text: string }>(world.mesh, { of: 2, atLeast: 2, same });
    const outcome = await world.ask(intent, { ...asked, verify: verify as Verify });
    expect(outcome).toMatchObject({ type: 'done', agent: 'ada' });
    expect(() => agreement(world.mesh, { of: 2, atLeast: 3 })).toThrow(/3 of 2 cannot agree/);
  });
});
