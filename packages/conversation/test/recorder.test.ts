import { describe, expect, test } from '@jest/globals';
import { streams, subjects } from '@parley/protocol';
import { type EntryBody, readConversation, secretMark, withheldMark } from '../src/index.ts';
import { asked, awarded, shortlisted, tellDone, usd } from './support/told.ts';
import { caller, card, memoryWorld, mesh } from './support/world.ts';

const progress = (share: number): EntryBody => ({
  type: 'progress',
  atMs: share,
  attempt: 1,
  agent: 'card',
  instance: 'i1',
  share,
});

async function messages(world: ReturnType<typeof memoryWorld>, conversation = '*') {
  const stream = await world.bus.stream(streams(mesh).record);
  const subject = conversation === '*' ? streams(mesh).record.subjects[0]! : subjects(mesh).record(conversation);
  const found: { text: string; batch: { n: number[] } }[] = [];
  for await (const { data } of stream.read(subject)) {
    const json = JSON.parse(Buffer.from(data).toString());
    for (const batch of json.batches ?? [json]) {
      found.push({ text: JSON.stringify(batch), batch: { n: batch.entries.map((each: { n: number }) => each.n) } });
    }
  }
  return found;
}

describe('batches', () => {
  test('a conversation that is over soon is one message', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller);
    tellDone(recorder, 'a');
    expect(await messages(world)).toHaveLength(0);
    await world.clock.advance(30);
    expect(await messages(world)).toHaveLength(1);
    expect(recorder.stats).toMatchObject({ entries: 10, batches: 1, dropped: 0, waiting: 0 });
  });

  test('what is not over leaves after 250 ms, and each conversation in its own time', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller);
    recorder.append('a', asked);
    await world.clock.advance(200);
    recorder.append('b', asked);
    await world.clock.advance(60);
    expect([await messages(world, 'a'), await messages(world, 'b')].map(({ length }) => length)).toEqual([1, 0]);
    await world.clock.advance(250);
    expect(await messages(world, 'b')).toHaveLength(1);
  });

  test('what is larger than a message is cut between entries, and one entry that is too large loses its content', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(card);
    const big = 'x'.repeat(400_000);
    for (const amount of [big, big, big]) {
      recorder.append('a', { type: 'work-started', capability: 'pay', attempt: 1, input: { amount } });
    }
    recorder.append('a', { type: 'work-ended', capability: 'pay', attempt: 1, ended: 'done', output: [big, big, big] });
    await world.settle(recorder.close());
    const view = await readConversation(world.bus, { mesh, conversation: 'a' });
    expect(view?.timeline.map(({ body }) => ('output' in body ? body.output : body.type))).toEqual([
      'work-started',
      'work-started',
      'work-started',
      '[left out: it is too large]',
    ]);
    expect(view?.gaps).toMatchObject({ missing: [], undecodable: [] });
  });

  test('what cannot be written as JSON is said to be so, and spoils nothing else', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(card);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    recorder.append('a', { type: 'work-started', capability: 'pay', attempt: 1, input: { amount: 5n } });
    recorder.append('b', { type: 'work-started', capability: 'pay', attempt: 1, input: circle });
    await world.settle(recorder.close());
    const [a, b] = await Promise.all(
      ['a', 'b'].map((conversation) => readConversation(world.bus, { mesh, conversation })),
    );
    expect(a?.timeline[0]?.body).toMatchObject({ type: 'work-started', input: '[left out: it is no JSON]' });
    expect(b?.timeline[0]?.body.type).toBe('work-started');
  });

  test('what comes after the end is recorded as well', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller);
    tellDone(recorder, 'a');
    await world.clock.advance(100);
    recorder.append('a', {
      type: 'rejected-late',
      atMs: 500,
      agent: 'wallet',
      instance: 'w1',
      performative: 'propose',
      text: 'settled',
    });
    await world.clock.advance(300);
    const view = await readConversation(world.bus, { mesh, conversation: 'a' });
    expect(view?.timeline.at(-1)?.body.type).toBe('rejected-late');
    expect(view?.gaps.missing).toEqual([]);
  });

  test('what another writer tells as well can be forgotten', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(card);
    recorder.append('a', { type: 'bid-made', capability: 'pay', round: 1, price: usd('1'), etaMs: 5 });
    recorder.forget('a');
    await world.settle(recorder.close());
    expect(await messages(world)).toHaveLength(0);
    expect(recorder.stats).toMatchObject({ entries: 0, dropped: 0, waiting: 0 });
  });

  test('what has left in part is not forgotten: it gets its end', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(card);
    recorder.append('slow', { type: 'bid-made', capability: 'pay', round: 1, price: usd('1'), etaMs: 5 });
    await world.clock.advance(300);
    recorder.append('slow', { type: 'part-ended', end: 'won', text: 'it did the work' });
    recorder.forget('slow');
    await world.settle(recorder.close());
    const view = await readConversation(world.bus, { mesh, conversation: 'slow' });
    expect(view?.timeline.map(({ body }) => body.type)).toEqual(['bid-made', 'part-ended']);
    expect(view?.gaps.missing).toEqual([]);
  });

  test('a number that was forgotten is not given again: two entries of one number would be taken for one', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(card);
    const bidMade: EntryBody = { type: 'bid-made', capability: 'pay', round: 1, price: usd('1'), etaMs: 5 };
    recorder.append('forgotten', bidMade);
    recorder.append('kept', bidMade);
    recorder.forget('forgotten');
    await world.clock.advance(30);
    recorder.append('kept', { type: 'part-ended', end: 'expired', text: 'its bid ran out' });
    await world.settle(recorder.close());
    const view = await readConversation(world.bus, { mesh, conversation: 'kept' });
    expect(view?.timeline.map(({ body }) => body.type)).toEqual(['bid-made', 'part-ended']);
  });
});

describe('bounds', () => {
  test('what there is no room for is counted, and told in the record', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller, { entriesMax: 3 });
    recorder.append('a', asked);
    for (let share = 0; share < 10; share++) recorder.append('a', progress(share / 10));
    recorder.append('b', asked);
    recorder.append('b', progress(0));
    await world.clock.advance(600);
    recorder.append('a', progress(1));
    await world.settle(recorder.close());
    const view = await readConversation(world.bus, { mesh, conversation: 'a' });
    expect(view?.timeline.map(({ body }) => body.type)).toEqual(['asked', 'progress', 'progress', 'gap', 'progress']);
    expect(view?.gaps).toMatchObject({ dropped: 8, missing: [] });
    const page = await readConversation(world.bus, { mesh, conversation: 'mesh' });
    expect(page?.gaps.dropped).toBe(2);
    expect(recorder.stats.dropped).toBe(10);
  });

  test('a broker that is away for minutes costs bounded memory, and afterwards all that was kept is there', async () => {
    const world = memoryWorld();
    const problems: string[] = [];
    const recorder = world.recorder(caller, {
      entriesMax: 50,
      bytesMax: 20_000,
      onProblem: ({ code }) => problems.push(code),
    });
    world.broker.stop();
    for (let at = 0; at < 300; at++) {
      recorder.append(`c${at}`, asked);
      recorder.end(`c${at}`);
      await world.clock.advance(1_000);
    }
    const { waiting, dropped } = recorder.stats;
    expect(waiting).toBeLessThan(200);
    expect(waiting + dropped).toBe(300);
    world.broker.restart();
    await world.settle(recorder.close(10_000));
    expect(recorder.stats).toMatchObject({ waiting: 0 });
    expect(await messages(world)).toHaveLength(waiting + 1);
    expect((await readConversation(world.bus, { mesh, conversation: 'mesh' }))?.gaps.dropped).toBe(dropped);
    expect(problems).toEqual(['disconnected']);
  });

  test('closing with the broker away ends in time and says what was lost', async () => {
    const world = memoryWorld();
    const problems: string[] = [];
    const recorder = world.recorder(caller, { onProblem: ({ text }) => problems.push(text) });
    tellDone(recorder, 'a');
    world.broker.stop();
    const started = world.clock.now();
    await world.settle(recorder.close(500));
    expect(world.clock.now() - started).toBeLessThan(600);
    expect(problems.at(-1)).toContain('10 entries');
    expect(recorder.stats.dropped).toBe(10);
    recorder.append('a', asked);
    expect(recorder.stats.dropped).toBe(11);
  });

  test('a connection closed underneath is told once and throws at nobody', async () => {
    const world = memoryWorld();
    const bus = world.connect();
    const problems: string[] = [];
    const recorder = world.recorder(caller, { onProblem: ({ code }) => problems.push(code) }, bus);
    await bus.close();
    tellDone(recorder, 'a');
    await world.clock.advance(1_000);
    await world.settle(recorder.close());
    expect(problems).toEqual(['closed', 'record-lost']);
  });
});

describe('content', () => {
  const secretAsk: EntryBody = {
    ...asked,
    type: 'asked',
    intent: 'pay 5, the pin is 4711',
    input: { amount: '5', pin: '4711' },
  } as EntryBody;

  test('what a schema marks as secret never reaches the broker, in the input or in words', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller);
    recorder.append('a', secretAsk);
    recorder.append('a', shortlisted);
    recorder.append('a', { ...awarded, type: 'awarded', why: 'told me 4711' } as EntryBody);
    await world.clock.advance(300);
    recorder.append('a', {
      type: 'progress',
      atMs: 1,
      attempt: 1,
      agent: 'card',
      instance: 'i1',
      note: 'trying 4711',
      partial: { deep: [{ pin: 'abcd' }] },
    });
    await world.settle(recorder.close());
    const text = (await messages(world)).map((each) => each.text).join('\n');
    expect(text).not.toContain('4711');
    expect(text).not.toContain('abcd');
    const view = await readConversation(world.bus, { mesh, conversation: 'a' });
    expect(view?.asked?.input).toEqual({ amount: '5', pin: secretMark });
  });

  test('a value whose schema nobody here knows is withheld', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller);
    recorder.append('a', secretAsk);
    await world.settle(recorder.close());
    const view = await readConversation(world.bus, { mesh, conversation: 'a' });
    expect(view?.asked?.input).toBe(withheldMark);
  });

  test('can be left out as a whole, and the view says so', async () => {
    const world = memoryWorld();
    const recorder = world.recorder(caller, { captureContent: false });
    recorder.append('a', { ...secretAsk });
    recorder.append('a', {
      type: 'proposed',
      atMs: 1,
      agent: 'card',
      instance: 'i1',
      price: usd('1'),
      etaMs: 5,
      note: 'hush',
    });
    tellDone(recorder, 'a');
    await world.settle(recorder.close());
    const text = (await messages(world)).map((each) => each.text).join('\n');
    for (const word of ['pay 5', '4711', 'hush', 'receipt']) expect(text).not.toContain(word);
    const view = await readConversation(world.bus, { mesh, conversation: 'a' });
    expect(view).toMatchObject({ content: false, state: 'settled', winner: 'card/i1' });
  });
});
