// The record on a real nats-server: kept over a restart of everything, one timeline of three processes' writing, a list
// of many, followed while it happens.

import { afterEach, expect, test } from '@jest/globals';
import { type Bus, systemClock } from '@parley/bus';
import { connectNats } from '@parley/bus/nats';
import { streams, subjects } from '@parley/protocol';
import { eventually, freshMeshName, type TestBroker, withBroker } from '@parley/testkit';
import { createRecorder, followConversation, listConversations, readConversation, type Writer } from '../src/index.ts';
import { tellCardsPart, tellDone, tellRerouted, tellUpToAward } from './support/told.ts';
import { caller, card, pay } from './support/world.ts';

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function connect(broker: TestBroker, mesh: string): Promise<Bus> {
  const inboxPrefix = subjects(mesh).replyPrefix(`t${Math.trunc(performance.now() * 1_000)}`);
  const bus = await connectNats({ servers: broker.url, name: 'record-test', inboxPrefix });
  ending.push(() => bus.close());
  return bus;
}

async function recorderOn(broker: TestBroker, mesh: string, writer: Writer) {
  const bus = await connect(broker, mesh);
  return createRecorder(bus, { mesh, writer, schemasOf: () => [pay], clock: systemClock });
}

test('two processes write, both go, and a third reads one timeline', async () => {
  const broker = await withBroker();
  const mesh = freshMeshName();
  for (const [writer, tell] of [
    [card, tellCardsPart],
    [caller, tellDone],
  ] as const) {
    const recorder = await recorderOn(broker, mesh, writer);
    tell(recorder, 'a');
    await recorder.close();
    expect(recorder.stats).toMatchObject({ dropped: 0, waiting: 0 });
  }
  const view = await readConversation(await connect(broker, mesh), { mesh, conversation: 'a' });
  expect(view).toMatchObject({
    state: 'settled',
    winner: 'card/i1',
    gaps: { missing: [], undecodable: [], dropped: 0 },
  });
  const types = view!.timeline.map(({ body }) => body.type);
  expect(types.indexOf('work-started')).toBe(types.indexOf('awarded') + 1);
});

test('a broker that is killed while it is written to loses nothing that was told', async () => {
  const broker = await withBroker({ own: true });
  const mesh = freshMeshName();
  const recorder = await recorderOn(broker, mesh, caller);
  for (let at = 0; at < 200; at++) tellDone(recorder, `a${at}`);
  await eventually(() => expect(recorder.stats.batches).toBeGreaterThan(0));
  for (let at = 0; at < 200; at++) tellDone(recorder, `b${at}`);
  await broker.kill();
  for (let at = 0; at < 200; at++) tellRerouted(recorder, `c${at}`);
  await broker.restart();
  await recorder.close(15_000);
  expect(recorder.stats).toMatchObject({ dropped: 0, waiting: 0 });
  const bus = await connect(broker, mesh);
  const { conversations, undecodable } = await listConversations(bus, { mesh, limit: 1_000 });
  expect(undecodable).toBe(0);
  expect(conversations.length).toBe(600);
  expect(conversations.filter(({ reroutes }) => reroutes === 1)).toHaveLength(200);
});

test('garbage on a conversation is shown as such beside what can be read', async () => {
  const broker = await withBroker();
  const mesh = freshMeshName();
  const recorder = await recorderOn(broker, mesh, caller);
  tellDone(recorder, 'a');
  await recorder.close();
  const bus = await connect(broker, mesh);
  const stream = await bus.stream(streams(mesh).record);
  await stream.append(subjects(mesh).record('a'), Buffer.from([0xff, 0xfe, 0x00]));
  const view = await readConversation(bus, { mesh, conversation: 'a' });
  expect(view).toMatchObject({ state: 'settled', gaps: { undecodable: [{ sequence: 2, text: 'it is no JSON' }] } });
  expect((await listConversations(bus, { mesh })).undecodable).toBe(1);
});

test('a conversation is followed from its first entry to its settlement', async () => {
  const broker = await withBroker();
  const mesh = freshMeshName();
  const recorder = await recorderOn(broker, mesh, caller);
  const told: string[] = [];
  const bus = await connect(broker, mesh);
  const following = (async () => {
    for await (const { fresh } of followConversation(bus, { mesh, conversation: 'a' })) {
      told.push(...fresh.map(({ body }) => body.type));
    }
  })();
  tellUpToAward(recorder, 'a');
  await eventually(() => expect(told).toContain('awarded'));
  recorder.append('a', { type: 'settled', atMs: 100, outcome: 'cancelled', text: 'Cancelled.' });
  recorder.end('a');
  await following;
  expect(told.at(-1)).toBe('settled');
  expect(new Set(told).size).toBe(told.length - 1);
  await recorder.close();
});
