import { describe, expect, test } from '@jest/globals';
import { listConversations, readConversation } from '../src/index.ts';
import { tellCardsPart, tellDone, tellRerouted } from './support/told.ts';
import { caller, card, keeper, memoryWorld, mesh } from './support/world.ts';

const typesOf = (view: Awaited<ReturnType<typeof readConversation>>) =>
  view?.timeline.map(({ writer, body }) => `${writer.kind} ${body.type}`);

describe('one conversation', () => {
  test('is read back as one timeline in causal order, whoever wrote first', async () => {
    for (const order of [
      ['caller', 'agent'],
      ['agent', 'caller'],
    ]) {
      const world = memoryWorld();
      for (const who of order) {
        const recorder = world.recorder(who === 'caller' ? caller : card);
        if (who === 'caller') tellDone(recorder, 'a');
        else tellCardsPart(recorder, 'a');
        await world.settle(recorder.close());
      }
      const view = await readConversation(world.bus, { mesh, conversation: 'a' });
      expect(typesOf(view)).toEqual([
        'caller asked',
        'caller shortlisted',
        'caller called',
        'agent bid-made',
        'caller proposed',
        'caller proposed',
        'caller scored',
        'caller awarded',
        'agent work-started',
        'caller agreed',
        'caller progress',
        'agent work-ended',
        'caller settled',
        'agent part-ended',
      ]);
      expect(view).toMatchObject({
        state: 'settled',
        outcome: 'done',
        winner: 'card/i1',
        cost: { amount: '1.00', currency: 'USD' },
        elapsedMs: 120,
        reroutes: [],
        gaps: { dropped: 0, missing: [], doubles: 0, undecodable: [], truncated: false },
      });
    }
  });

  test('tells who failed, how it was noticed, how fast another took over, and what the supervisor saw', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller);
    tellRerouted(recorder, 'a');
    const supervisor = world.recorder(keeper);
    supervisor.append('mesh', {
      type: 'down',
      agent: 'card',
      instance: 'i1',
      cause: 'exit',
      text: 'card/i1 was ended by SIGKILL',
      detectionMs: 12,
    });
    supervisor.append('mesh', { type: 'restarted', agent: 'card', instance: 'i2', replaces: 'i1', afterMs: 200 });
    supervisor.append('mesh', { type: 'restarted', agent: 'echo', instance: 'e2', replaces: 'e1' });
    await world.settle(Promise.all([recorder.close(), supervisor.close()]));
    const view = await readConversation(world.bus, { mesh, conversation: 'a' });
    expect(view?.reroutes).toEqual([
      {
        attempt: 1,
        from: 'card/i1',
        to: 'wallet/w1',
        cause: 'down',
        detectionMs: 12,
        rerouteMs: 3,
        calledAgain: false,
      },
    ]);
    expect(view?.attempts.map(({ agent, ended, cause }) => [agent, ended, cause])).toEqual([
      ['card', 'failed', 'down'],
      ['wallet', 'done', undefined],
    ]);
    expect(view).toMatchObject({ winner: 'wallet/w1', cost: { amount: '2.00' }, restarts: [{ instance: 'i2' }] });
    const types = typesOf(view)!;
    expect(types.indexOf('supervisor down') + 1).toBe(types.indexOf('caller attempt-failed'));
  });

  test('puts what a message told before what it led to, though the stream has it the other way round', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller);
    const agent = world.recorder(card);
    recorder.append('a', { type: 'unreachable', atMs: 5, agent: 'card', instance: 'i1', text: 'gone' }, 'bye-1');
    await world.clock.advance(300);
    agent.append('a', { type: 'part-ended', end: 'cancelled', text: 'it stops' });
    agent.said('a', 'bye-1');
    await world.settle(Promise.all([recorder.close(), agent.close()]));
    const view = await readConversation(world.bus, { mesh, conversation: 'a' });
    expect(typesOf(view)).toEqual(['agent part-ended', 'caller unreachable']);
  });

  test('that nobody recorded is undefined', async () => {
    const { bus } = memoryWorld();
    expect(await readConversation(bus, { mesh, conversation: 'nothing' })).toBeUndefined();
    await expect(readConversation(bus, { mesh, conversation: 'No Token' })).rejects.toMatchObject({
      code: 'bad-token',
    });
  });
});

test('the list tells the newest first, by outcome, reroute and age', async () => {
  const world = memoryWorld();
  const recorder = world.recorder(caller);
  tellDone(recorder, 'a');
  await world.clock.advance(60_000);
  tellRerouted(recorder, 'b');
  await world.clock.advance(1_000);
  recorder.append('c', { type: 'settled', atMs: 3, outcome: 'no-route', text: 'No agent can do this.' });
  await world.settle(recorder.close());
  const ids = async (options: object) =>
    (await listConversations(world.bus, { mesh, ...options })).conversations.map(({ conversation }) => conversation);
  expect(await ids({})).toEqual(['c', 'b', 'a']);
  expect(await ids({ rerouted: true })).toEqual(['b']);
  expect(await ids({ failed: true })).toEqual(['c']);
  expect(await ids({ limit: 1 })).toEqual(['c']);
  const { conversations } = await listConversations(world.bus, { mesh });
  expect(await ids({ sinceMs: 30_000, nowMs: conversations[0]!.lastAtMs })).toEqual(['c', 'b']);
  expect(conversations[1]).toMatchObject({
    intent: 'pay 5 dollars',
    outcome: 'done',
    attempts: 2,
    reroutes: 1,
    agent: 'wallet',
    price: { amount: '2.00' },
    elapsedMs: 300,
  });
});
