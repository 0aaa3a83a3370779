import { describe, expect, test } from '@jest/globals';
import { explain, type Outcome } from '@parley/mesh';
import { assign, emit, setup } from 'xstate';
import { z } from 'zod';
import { capability, defineAgent, type PerformContext, TaskFailure } from '../src/index.ts';
import { testMesh } from '../src/testing/index.ts';
import { never, repeater } from './echo-agent.ts';

const intent = 'repeat these words again';

/** A `perform` that takes its time. */
function takes(ms: number) {
  return async ({ input, sleep }: PerformContext<{ text: string }>) => {
    await sleep(ms);
    return input;
  };
}

function winnerOf(outcome: Outcome): string | undefined {
  return outcome.type === 'done' ? outcome.agent : undefined;
}

describe('an intent in a whole mesh on the memory bus', () => {
  test('is found, bid for, awarded and done', async () => {
    await using world = await testMesh([repeater('one')]);
    const outcome = await world.ask(intent);
    expect(outcome).toMatchObject({ type: 'done', agent: 'one', output: { text: intent } });
    expect(outcome.tried.attempts).toHaveLength(1);
  });

  test('tells the conversation in order to whoever iterates it, also afterwards', async () => {
    await using world = await testMesh([repeater('one')]);
    const asking = world.mesh.ask(intent);
    await world.settle(asking.outcome);
    const types: string[] = [];
    for await (const event of asking) types.push(event.type);
    expect(types).toEqual(['shortlisted', 'called', 'proposed', 'scored', 'awarded', 'agreed', 'settled']);
  });

  test('is given to the best bid, whatever the wish makes the best', async () => {
    const cheap = repeater('cheap', { bid: () => ({ price: '0.10', etaMs: 900 }) });
    const quick = repeater('quick', { bid: () => ({ price: '0.90', etaMs: 100 }) });
    await using world = await testMesh([cheap, quick]);
    expect(winnerOf(await world.ask(intent, { prefer: 'price' }))).toBe('cheap');
    expect(winnerOf(await world.ask(intent, { prefer: 'time' }))).toBe('quick');
    expect(winnerOf(await world.ask(intent, { withinMs: 500 }))).toBe('quick');
    expect(winnerOf(await world.ask(intent, { limits: { price: '0.50' } }))).toBe('cheap');
  });

  test('that nobody serves names the nearest and calls nobody', async () => {
    await using world = await testMesh([repeater('one')]);
    const outcome = await world.ask('zebra quantum violin');
    expect(outcome.type).toBe('no-route');
    expect(outcome).toMatchObject({ nearest: [{ agent: 'one', capability: 'repeat' }] });
    expect(explain(outcome)).toContain('nearest: repeat of one');
  });

  test('asks by a capability definition reach only those who offer the same one', async () => {
    const one = repeater('one');
    const other = defineAgent({
      name: 'other',
      capabilities: {
        repeat: capability({
          description: 'Repeat a number.',
          examples: [],
          input: z.object({ number: z.number() }),
          output: z.object({ number: z.number() }),
          bid: () => ({ price: '0.01', etaMs: 1 }),
          perform: ({ input }) => input,
        }),
      },
    });
    await using world = await testMesh([one, other]);
    const outcome = await world.ask(one.capabilities.repeat!, { input: { text: 'hi' } });
    expect(outcome).toMatchObject({ type: 'done', agent: 'one', output: { text: 'hi' } });
  });

  test('that lacks input is answered with the schema wanted and what is missing', async () => {
    await using world = await testMesh([repeater('one', { read: () => ({}) })]);
    const outcome = await world.ask(intent);
    expect(outcome).toMatchObject({ type: 'needs-input', capability: 'repeat', missing: ['text'] });
    expect(outcome.type === 'needs-input' && outcome.schema).toMatchObject({ required: ['text'] });
    expect(winnerOf(await world.ask(intent, { input: { text: 'given' } }))).toBe('one');
  });
});

describe('when the winner fails', () => {
  const winner = { bid: () => ({ price: '0.01', etaMs: 10 }) };

  test('the runner-up takes over and knows what was tried', async () => {
    const failing = repeater('failing', {
      ...winner,
      perform: ({ progress }) => {
        progress({ share: 0.5, partial: { words: 3 } });
        throw new TaskFailure('tired', 'it cannot go on', { partial: { words: 4 } });
      },
    });
    const seen: unknown[] = [];
    const second = repeater('second', {
      perform: ({ input, earlier, attempt }) => {
        seen.push({ earlier, attempt });
        return input;
      },
    });
    await using world = await testMesh([failing, second]);
    const outcome = await world.ask(intent);
    expect(winnerOf(outcome)).toBe('second');
    expect(outcome.tried.attempts.map(({ agent, ended }) => [agent, ended])).toEqual([
      ['failing', 'failure'],
      ['second', 'done'],
    ]);
    expect(seen).toEqual([
      { attempt: 2, earlier: [expect.objectContaining({ agent: 'failing', share: 0.5, partial: { words: 4 } })] },
    ]);
    expect(explain(outcome)).toContain('tired: it cannot go on');
  });

  test('an agent that is stuck is found by its progress deadline and told to stop', async () => {
    let aborted = false;
    const stuck = repeater('stuck', {
      ...winner,
      hints: { progressWithinMs: 300 },
      perform: ({ signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return never();
      },
    });
    await using world = await testMesh([stuck, repeater('second')]);
    const outcome = await world.ask(intent);
    expect(winnerOf(outcome)).toBe('second');
    expect(outcome.tried.attempts[0]).toMatchObject({ agent: 'stuck', ended: 'no-progress', detectionMs: 300 });
    expect(aborted).toBe(true);
  });

  test('and nobody else can do it, the failure is typed and says who failed', async () => {
    const failing = repeater('failing', {
      perform: () => {
        throw new Error('broken');
      },
    });
    await using world = await testMesh([failing]);
    expect(await world.ask(intent)).toMatchObject({
      type: 'failed',
      code: 'threw',
      text: expect.stringContaining('broken'),
    });
  });
});

describe('the slots of an agent', () => {
  test('are promised softly and taken at the award, so two awards for one slot end with a refusal and a runner-up', async () => {
    const busy = repeater('busy', { bid: () => ({ price: '0.01', etaMs: 10 }), perform: takes(500) }, 1);
    await using world = await testMesh([busy, repeater('second')]);
    const both = await world.settle(Promise.all([world.mesh.ask(intent).outcome, world.mesh.ask(intent).outcome]));
    expect(both.map(winnerOf).sort()).toEqual(['busy', 'second']);
    expect(both.flatMap(({ tried }) => tried.attempts.map(({ ended }) => ended)).sort()).toEqual([
      'done',
      'done',
      'refused',
    ]);
  });

  test('that are all taken make it refuse at once', async () => {
    const busy = repeater('busy', { perform: takes(500) }, 1);
    await using world = await testMesh([busy]);
    const first = world.mesh.ask(intent);
    for await (const event of first) if (event.type === 'agreed') break;
    const second = await world.ask(intent);
    expect(second).toMatchObject({ type: 'refused', text: expect.stringContaining('all slots are taken') });
    expect(winnerOf(await world.settle(first.outcome))).toBe('busy');
  });
});

describe('perform as an XState machine', () => {
  const machine = setup({
    types: {
      context: {} as { text: string; rounds: number },
      input: {} as { input: { text: string } },
      output: {} as { text: string },
      emitted: {} as { type: 'progress'; share: number },
    },
  }).createMachine({
    context: ({ input }) => ({ text: input.input.text, rounds: 0 }),
    initial: 'waiting',
    states: {
      waiting: {
        entry: emit({ type: 'progress', share: 0.5 }),
        after: { 200: { target: 'done', actions: assign({ rounds: ({ context }) => context.rounds + 1 }) } },
      },
      done: { type: 'final' },
    },
    output: ({ context }) => ({ text: `${context.text} after ${context.rounds}` }),
  });

  test('runs by the mesh clock, tells its progress and gives its output', async () => {
    await using world = await testMesh([repeater('machine', { perform: machine })]);
    const asking = world.mesh.ask(intent);
    const outcome = await world.settle(asking.outcome);
    expect(outcome).toMatchObject({ type: 'done', output: { text: `${intent} after 1` } });
    const shares: (number | undefined)[] = [];
    for await (const event of asking) if (event.type === 'progress') shares.push(event.share);
    expect(shares).toEqual([0.5]);
  });
});

describe('draining', () => {
  test('finishes what is under way, takes nothing new, and takes the adverts back', async () => {
    const slow = repeater('slow', { perform: takes(400) });
    await using world = await testMesh([slow]);
    const asking = world.mesh.ask(intent);
    for await (const event of asking) if (event.type === 'agreed') break;
    const stopped = world.agents[0]!.stop();
    expect(world.agents[0]!.state).toBe('draining');
    expect(winnerOf(await world.settle(asking.outcome))).toBe('slow');
    await world.settle(stopped);
    expect(world.agents[0]!.state).toBe('stopped');
    expect((await world.ask(intent)).type).toBe('no-route');
    expect(world.mesh.capabilities()).toEqual([]);
  });
});

test('its presence counts bids, awards and failures, a failure once and a cancelled task not at all', async () => {
  let isBroken = true;
  const shaky = repeater('shaky', {
    perform: ({ input, sleep }) => {
      if (isBroken) throw new TaskFailure('broken', 'it is broken', { retryable: false });
      return sleep(5_000).then(() => input);
    },
  });
  await using world = await testMesh([shaky]);
  await world.ask(intent);
  isBroken = false;
  const asking = world.mesh.ask(intent);
  await world.clock.advance(500);
  asking.cancel();
  expect(await world.settle(asking.outcome)).toMatchObject({ type: 'cancelled' });
  const [instance] = await world.settle(world.mesh.instances());
  expect(instance?.load).toMatchObject({ working: 0, bids: 2, awards: 2, failures: 1 });
});
