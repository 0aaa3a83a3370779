// What may happen to batches between their writers and a reader: dropped, doubled, in another order, garbage between them.
// Whatever of it happens, the timeline keeps every writer's order and every cause before its effect, and says what it lacks.

import { describe, expect, test } from '@jest/globals';
import type { StoredMessage } from '@parley/bus';
import { streams, subjects } from '@parley/protocol';
import fc from 'fast-check';
import { Assembly } from '../src/assemble.ts';
import { explainConversation, renderTimeline, whyNot } from '../src/index.ts';
import { tellCardsPart, tellDone } from './support/told.ts';
import { caller, card, memoryWorld, mesh } from './support/world.ts';

/** The batches of one conversation by two writers, each entry in a batch of its own. */
async function batches(): Promise<readonly StoredMessage[]> {
  const world = memoryWorld();
  const stored: StoredMessage[] = [];
  for (const [writer, tell] of [
    [caller, tellDone],
    [card, tellCardsPart],
  ] as const) {
    const whole = world.recorder(writer);
    tell(whole, 'a');
    await world.settle(whole.close());
  }
  const stream = await world.bus.stream(streams(mesh).record);
  for await (const message of stream.read(streams(mesh).record.subjects[0]!)) {
    const batch = JSON.parse(Buffer.from(message.data).toString());
    let after = 0;
    for (const entry of batch.entries) {
      const data = Buffer.from(JSON.stringify({ ...batch, after, entries: [entry] }));
      stored.push({ ...message, data, sequence: stored.length + 1 });
      after = entry[0];
    }
  }
  return stored;
}

const packedBody = fc
  .tuple(
    fc.constantFrom('asked', 'shortlisted', 'called', 'proposed', 'scored', 'awarded', 'agreed', 'settled'),
    fc.array(fc.jsonValue()),
  )
  .map(([type, rest]) => [type, ...rest]);
const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .record({
      v: fc.constant(1),
      conversation: fc.constant('a'),
      writer: fc.constant(caller),
      timeMs: fc.nat(),
      names: fc.array(fc.string(), { maxLength: 2 }),
      entries: fc.array(fc.oneof(fc.jsonValue(), fc.tuple(fc.nat(), fc.nat(), fc.oneof(fc.jsonValue(), packedBody))), {
        maxLength: 3,
      }),
    })
    .map((each) => Buffer.from(JSON.stringify(each))),
);

function viewOf(messages: readonly StoredMessage[]) {
  const assembly = new Assembly('a');
  for (const [index, message] of messages.entries()) assembly.add({ ...message, sequence: index + 1 });
  return assembly.view();
}

describe('a record that suffered', () => {
  test('is one timeline all the same, in whatever order and however often its batches come', async () => {
    const stored = await batches();
    const whole = viewOf(stored).timeline.map(({ id }) => id);
    await fc.assert(
      fc.property(fc.shuffledSubarray([...stored, ...stored], { minLength: stored.length }), (shuffled) => {
        const { timeline, gaps } = viewOf([...shuffled, ...stored]);
        expect(timeline.map(({ id }) => id).toSorted()).toEqual(whole.toSorted());
        expect(gaps).toMatchObject({ missing: [], doubles: shuffled.length, undecodable: [] });
        expectCausal(timeline);
      }),
    );
  });

  test('shows what is left of it where batches are lost, and whose are missing', async () => {
    const stored = await batches();
    await fc.assert(
      fc.property(fc.subarray([...stored]), (left) => {
        const view = viewOf(left);
        expect(view.timeline).toHaveLength(left.length);
        expectCausal(view.timeline);
        const lostInside = stored.filter((message, at) => {
          const next = stored[at + 1];
          return !left.includes(message) && next !== undefined && left.includes(next) && !startsWriter(next);
        });
        expect(view.gaps.missing).toHaveLength(lostInside.length);
      }),
    );
  });

  test('is read, explained and rendered whatever garbage lies in it', async () => {
    const stored = await batches();
    await fc.assert(
      fc.property(fc.array(garbage, { maxLength: 8 }), fc.subarray([...stored]), (rubbish, left) => {
        const extra = rubbish.map((data): StoredMessage => ({ ...stored[0]!, data }));
        const view = viewOf([...extra, ...left]);
        expect(view.timeline.length).toBeGreaterThanOrEqual(left.length);
        for (const { text } of [...renderTimeline(view, { all: true }), ...explainConversation(view)]) {
          expect(text).not.toMatch(/undefined|NaN|\p{Cc}/u);
        }
        for (const agent of ['card', 'wallet', 'echo', 'nobody'])
          expect(whyNot(view, agent).text).not.toMatch(/undefined|NaN/);
      }),
    );
  });

  test('counts each message that is garbage, with the reason', async () => {
    const [first] = await batches();
    const view = viewOf(
      [
        'no json',
        '{"v":2}',
        '{"v":1,"conversation":"b","writer":{"kind":"caller","name":"x","instance":"y"},"timeMs":0,"names":[],"entries":[]}',
      ].map((text) => ({ ...first!, data: Buffer.from(text) })),
    );
    expect(view.state).toBe('unknown');
    expect(view.gaps.undecodable.map(({ text }) => text)).toEqual([
      'it is no JSON',
      expect.stringContaining('it is no batch: v:'),
      'it belongs to the conversation b',
    ]);
  });

  test('counts a bundle that is garbage where it may be about this conversation, and passes by those of others', async () => {
    const [first] = await batches();
    const subject = subjects(mesh).record('many');
    const whole = JSON.parse(Buffer.from(first!.data).toString());
    const view = viewOf(
      [
        'no json about "a"',
        '{"v":1,"batches":"a"}',
        '{"v":1,"batches":[{"conversation":"a","v":9}]}',
        'no json about others',
        '{"v":1,"batches":[{"conversation":"b","v":9}]}',
        JSON.stringify({ v: 1, batches: [{ v: 1, conversation: 'b' }, 5, whole] }),
      ].map((text) => ({ ...first!, subject, data: Buffer.from(text) })),
    );
    expect(view.timeline).toHaveLength(1);
    expect(view.gaps.undecodable.map(({ text }) => text)).toEqual([
      'it is no JSON',
      expect.stringContaining('it is no bundle: batches:'),
      expect.stringContaining('it is no batch: v:'),
    ]);
  });

  test('keeps entries of a kind that this version does not know, and says so', async () => {
    const stored = await batches();
    const batch = JSON.parse(Buffer.from(stored[0]!.data).toString());
    const data = Buffer.from(JSON.stringify({ ...batch, entries: [[99, 1, { type: 'dreamt', of: 'sheep' }]] }));
    const view = viewOf([...stored, { ...stored[0]!, data }]);
    expect(view.state).toBe('settled');
    expect(renderTimeline(view).some(({ text }) => text.includes('dreamt'))).toBe(true);
  });

  test('with causes that go in a circle is still told once each', async () => {
    const batch = (n: number, causedBy: string, says: string) => ({
      v: 1,
      conversation: 'a',
      writer: { ...card, instance: `i${n}` },
      timeMs: 0,
      names: [],
      entries: [[n, 1, { type: 'part-ended', end: 'won', text: '' }, causedBy, [says]]],
    });
    const [first] = await batches();
    const view = viewOf(
      [batch(1, 'm2', 'm1'), batch(2, 'm1', 'm2')].map((each) => ({
        ...first!,
        data: Buffer.from(JSON.stringify(each)),
      })),
    );
    expect(view.timeline.map(({ n }) => n)).toEqual([1, 2]);
  });
});

function startsWriter({ data }: StoredMessage): boolean {
  return JSON.parse(Buffer.from(data).toString()).after === 0;
}

function expectCausal(timeline: ReturnType<typeof viewOf>['timeline']): void {
  const said = new Map<string, number>();
  const counters = new Map<string, number>();
  for (const [at, { writer, n, says, causedBy }] of timeline.entries()) {
    const name = `${writer.kind} ${writer.name}/${writer.instance}`;
    expect(n).toBeGreaterThan(counters.get(name) ?? 0);
    counters.set(name, n);
    for (const id of says) said.set(id, at);
    const isSaidLater = causedBy !== undefined && timeline.slice(at).some((each) => each.says.includes(causedBy));
    expect(isSaidLater).toBe(false);
  }
}
