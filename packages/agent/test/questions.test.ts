// Questions in the middle of the work: who answers, and what becomes of the answer.

import { describe, expect, test } from '@jest/globals';
import { readConversation, renderTimeline } from '@parley/conversation';
import type { AskOptions, Question } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { z } from 'zod';
import { TaskFailure } from '../src/index.ts';
import { testMesh } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';
import { followed } from './followed.ts';

const intent = 'repeat these words again';
type World = Awaited<ReturnType<typeof testMesh>>;
type Perform = NonNullable<NonNullable<Parameters<typeof repeater>[1]>['perform']>;

const account = z.enum(['giro', 'savings']).default('giro');
const asksFor: Perform = async ({ ask }) => ({ text: `from ${await ask('Which account?', account)}` });
const agent = (name: string, price: string, perform: Perform, hints = {}) =>
  repeater(name, { bid: () => ({ price, etaMs: 100 }), perform, hints });

/** Asks and follows. */
async function followUp(world: World, options: AskOptions) {
  const told = await followed(world, intent, options);
  return { ...told, types: told.events.map(({ type }) => type) };
}

describe('a question is answered', () => {
  test('by the caller’s function, and the same attempt goes on', async () => {
    await using world = await testMesh([agent('ada', '0.10', asksFor)]);
    const asked: Question[] = [];
    const { outcome, types } = await followUp(world, {
      questions: (question) => {
        asked.push(question);
        return 'savings';
      },
    });
    expect(outcome).toMatchObject({ type: 'done', output: { text: 'from savings' }, tried: { attempts: [{}] } });
    expect(types).toEqual(expect.arrayContaining(['queried', 'answered', 'settled']));
    expect(asked).toEqual([
      {
        question: 'Which account?',
        schema: { type: 'string', enum: ['giro', 'savings'], default: 'giro' },
        agent: 'ada',
        instance: 'i0',
        attempt: 1,
      },
    ]);
  });

  test('by whoever follows the conversation, however long that takes: no progress is expected meanwhile', async () => {
    await using world = await testMesh([agent('ada', '0.10', asksFor, { progressWithinMs: 200 })]);
    const asking = world.mesh.ask(intent, { questions: 'wait' });
    const answering = (async () => {
      for await (const event of asking) {
        if (event.type !== 'queried') continue;
        await world.clock.advance(5_000);
        asking.answer(event.query, 'giro');
        expect(() => asking.answer(event.query, 'again')).toThrow(/or it is answered/);
      }
    })();
    expect(await world.settle(asking.outcome)).toMatchObject({ type: 'done', output: { text: 'from giro' } });
    await answering;
  });

  test('by its own default, where that is the caller’s policy', async () => {
    await using world = await testMesh([agent('ada', '0.10', asksFor)]);
    const { outcome } = await followUp(world, { questions: 'default' });
    expect(outcome).toMatchObject({ type: 'done', output: { text: 'from giro' } });
  });

  test('once: after a reroute the next agent has the answer without asking', async () => {
    const fails: Perform = async ({ ask }) => {
      await ask('Which account?', account);
      throw new TaskFailure('broken', 'it broke after it had asked');
    };
    await using world = await testMesh([agent('ada', '0.10', fails), agent('bob', '0.20', asksFor)]);
    let asked = 0;
    const { outcome, events } = await followUp(world, {
      questions: () => {
        asked += 1;
        return 'savings';
      },
    });
    expect(outcome).toMatchObject({ type: 'done', agent: 'bob', output: { text: 'from savings' } });
    expect(asked).toBe(1);
    expect(events.filter(({ type }) => type === 'queried')).toHaveLength(1);
  });

  test('and the record tells it, with what was asked and said', async () => {
    await using world = await testMesh([agent('ada', '0.10', asksFor)]);
    const { outcome } = await followUp(world, { questions: () => 'savings' });
    await world.clock.advance(1_000);
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const view = await world.settle(readConversation(bus, { mesh: 'test', conversation: outcome.conversation }));
    const text = renderTimeline(view!)
      .map((line) => line.text)
      .join('\n');
    expect(text).toMatch(/question +ada\/i0 asks: Which account\?/);
    expect(text).toMatch(/answer +to ada\/i0: "savings"/);
  });
});

describe('a question is not answered', () => {
  test('unless the caller says how: the work goes to one who can do without', async () => {
    const knows: Perform = async () => ({ text: 'from giro, as always' });
    await using world = await testMesh([agent('ada', '0.10', asksFor), agent('bob', '0.20', knows)]);
    const { outcome, events } = await followUp(world, {});
    expect(outcome).toMatchObject({ type: 'done', agent: 'bob' });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'answered', refused: 'this caller answers no questions' }),
    );
    expect(outcome.tried.attempts[0]).toMatchObject({ agent: 'ada', ended: 'failure', code: 'no-answer' });
  });

  test('where the function has none or fails, which the worker is told', async () => {
    await using world = await testMesh([agent('ada', '0.10', asksFor)]);
    const none = await followUp(world, { questions: () => undefined });
    expect(none.events).toContainEqual(expect.objectContaining({ refused: 'the caller has no answer' }));
    const fails = await followUp(world, {
      questions: () => {
        throw new Error('the phone is off');
      },
    });
    expect(fails.events).toContainEqual(
      expect.objectContaining({ refused: 'the caller could not answer: the phone is off' }),
    );
    expect(fails.outcome).toMatchObject({ type: 'failed' });
  });

  test('by what its schema does not take', async () => {
    await using world = await testMesh([agent('ada', '0.10', asksFor)]);
    const { outcome } = await followUp(world, { questions: () => 'cash' });
    expect(outcome.tried.attempts[0]).toMatchObject({ ended: 'failure', code: 'bad-answer' });
  });

  test('any more, when the caller cancels: the worker is stopped', async () => {
    let ended = '';
    const waits: Perform = async ({ ask }) => {
      try {
        return { text: await ask('Which account?', account) };
      } catch (thrown) {
        ended = (thrown as Error).message;
        throw thrown;
      }
    };
    await using world = await testMesh([agent('ada', '0.10', waits)]);
    const asking = world.mesh.ask(intent, { questions: 'wait' });
    await world.clock.advance(500);
    asking.cancel('never mind');
    expect(await world.settle(asking.outcome)).toMatchObject({ type: 'cancelled' });
    expect(ended).toBe('never mind');
  });

  test('without end: too many are refused', async () => {
    const curious: Perform = async ({ ask }) => {
      for (let n = 0; ; n += 1) await ask(`And now, for the ${n}th time?`, z.string());
    };
    await using world = await testMesh([agent('ada', '0.10', curious)]);
    const { outcome, events } = await followUp(world, { questions: () => 'yes' });
    expect(outcome.tried.attempts[0]).toMatchObject({ code: 'no-answer' });
    expect(events.filter(({ type }) => type === 'queried')).toHaveLength(33);
  });

  test('where the caller says what is no policy', async () => {
    await using world = await testMesh([agent('ada', '0.10', asksFor)]);
    expect(() => world.mesh.ask(intent, { questions: 'maybe' as never })).toThrow(/questions is "maybe"/);
  });
});
