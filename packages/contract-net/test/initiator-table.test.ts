// Every phase meets every event. The table at the end is made by the test and compared with what is meant.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FromParticipant, InitiatorTimer } from '../src/index.ts';
import { agree, failure, notUnderstood, progress, propose, query, refuse, result } from './support/messages.ts';
import { candidate, Net } from './support/net.ts';

/** A conversation in each phase, and in the corners of it that differ. */
const situations: Record<string, () => Net> = {
  idle: () => new Net(),
  shortlisting: () => new Net().start(),
  'shortlisting again': () =>
    working()
      .from('a', failure(1, { retryable: false }))
      .from('b', refuse('no-slot', { attempt: 2 })),
  collecting: () => Net.collecting({ a: '1.00', b: undefined, c: undefined }),
  'collecting again': () =>
    Net.collecting({ a: undefined, c: undefined })
      .from('c', notUnderstoodWithoutSchema())
      .timer('bids')
      .candidates('a', 'b', 'd'),
  revising: () => revising(),
  'collecting better bids': () => revising().revised('a', 'b'),
  choosing: () => Net.collecting({ a: '1.00', b: '2.00', c: undefined }, { ownChoice: true }).timer('bids'),
  awarding: () => awarding(),
  working: () => working(),
  'working, with a question': () => working().from('a', query(1)),
  verifying: () => verifying(),
  'verifying, cancelled': () => verifying().cancel(),
  cancelling: () => working().cancel(),
  settled: () => working().from('a', result(1)),
  expired: () => working().timer('deadline'),
};

const awarding = () => Net.collecting({ a: '1.00', b: '2.00', c: undefined }).timer('bids');
const revising = () => Net.collecting({ a: '1.00', b: '2.00', c: undefined }, { revises: true }).timer('bids');
const working = () => awarding().from('a', agree(1));
const verifying = () =>
  Net.collecting({ a: '1.00', b: '2.00', c: undefined }, { verifies: true })
    .timer('bids')
    .from('a', agree(1))
    .from('a', result(1));
const notUnderstoodWithoutSchema = () => {
  const { body, ...rest } = notUnderstood();
  const { schema: _, ...less } = body;
  return { ...rest, body: less } as ReturnType<typeof notUnderstood>;
};

const timers: InitiatorTimer[] = ['deadline', 'bids', 'agree', 'progress', 'cancel'];
const names = ['a', 'b', 'c', 'd', 'stranger'];

const messages: Record<string, () => FromParticipant> = {
  propose: () => propose(),
  'propose in another currency': () => propose({ currency: 'EUR' }),
  'propose that is stale': () => propose({ validForMs: 0 }),
  refuse: () => refuse(),
  'refuse of attempt 1': () => refuse('no-slot', { attempt: 1 }),
  'refuse of a duplicate': () => refuse('duplicate'),
  'not-understood': () => notUnderstood(),
  'not-understood without a schema': notUnderstoodWithoutSchema,
  agree: () => agree(),
  'agree to attempt 1': () => agree(1),
  'agree to attempt 9': () => agree(9),
  'inform-progress': () => progress(),
  'inform-progress of attempt 1': () => progress(1, { share: 0.3, partial: [1] }),
  'inform-progress of attempt 9': () => progress(9),
  'inform-result': () => result(),
  'inform-result of attempt 1': () => result(1),
  'inform-result of attempt 9': () => result(9),
  query: () => query(),
  'query of attempt 1': () => query(1),
  'query of attempt 9': () => query(9),
  failure: () => failure(),
  'failure of attempt 1': () => failure(1, { retryable: false }),
  'failure of attempt 9': () => failure(9),
};

type Event = (net: Net) => void;
const events: Record<string, Event> = {
  start: (net) => net.start(),
  cancel: (net) => net.cancel(),
  'revised: nobody': (net) => net.revised(),
  'revised: a and b': (net) => net.revised('a', 'b'),
  'revised: strangers': (net) => net.revised('stranger', 'c'),
  'chosen: b': (net) => net.chosen('b'),
  'chosen: nobody': (net) => net.chosen(),
  'answered: a value': (net) => net.answered(),
  'answered: nothing': (net) => net.answered({ refused: 'nobody knows' }),
  'verified: accepted': (net) => net.verified({ type: 'accepted' }),
  'verified: rejected': (net) => net.verified({ type: 'rejected', text: 'it is wrong' }),
  'verified: not': (net) => net.verified({ type: 'unverified', text: 'the check broke' }),
  'verified: of attempt 9': (net) => net.verified({ type: 'accepted' }, 9),
  'shortlisted: candidates': (net) => net.candidates('a', 'b', 'c', 'd'),
  'shortlisted: nobody': (net) => net.candidates(),
  'shortlisted: no-route': (net) => net.shortlisted({ type: 'no-route', nearest: [], threshold: 0.5 }),
  'shortlisted: unavailable': (net) => net.shortlisted({ type: 'unavailable', text: 'no replica' }),
  ...Object.fromEntries(timers.map((timer): [string, Event] => [`timer ${timer}`, (net) => net.timer(timer)])),
  ...Object.fromEntries(
    names.flatMap((name): [string, Event][] => [
      [`down: ${name}`, (net) => net.down(name)],
      [`no-responders: ${name}`, (net) => net.noResponders(name)],
      [`garbled: ${name}`, (net) => net.garbled(name)],
      ...Object.entries(messages).map(([what, make]): [string, Event] => [
        `${what}: ${name}`,
        (net) => net.from(name, make()),
      ]),
    ]),
  ),
};

describe('every phase takes every event', () => {
  test.each(Object.keys(situations))('%s: no throw, no change in place, no command against the rules', (name) => {
    for (const event of Object.values(events)) {
      const net = situations[name]!().after(10);
      event(net);
      // And the deadline always ends it.
      if (net.phase !== 'idle') expect(net.timer('deadline').phase).toBe('settled');
    }
  });

  test('nothing happens after the end but an answer to what comes late', () => {
    for (const name of ['settled', 'expired']) {
      for (const event of Object.values(events)) {
        const net = situations[name]!();
        const before = net.settlement;
        event(net);
        expect(net.phase).toBe('settled');
        expect(net.settlement).toBe(before);
        expect(net.last.every((each) => each.type === 'record' || each.type === 'send')).toBe(true);
      }
    }
  });

  test('a stranger changes nothing and is told nothing', () => {
    for (const [name, situation] of Object.entries(situations)) {
      for (const [what, make] of Object.entries(messages)) {
        const net = situation();
        const before = net.state;
        net.from('stranger', make());
        expect([name, what, net.state === before, net.last]).toEqual([name, what, true, []]);
      }
    }
  });

  test('the phases and where they lead', () => {
    const table = Object.fromEntries(
      Object.entries(situations).map(([name, situation]) => {
        const from = situation().phase;
        const to = Object.values(events).map((event) => {
          const net = situation();
          event(net);
          return net.phase;
        });
        return [
          name,
          `${from} -> ${
            [...new Set(to)]
              .filter((each) => each !== from)
              .sort()
              .join(', ') || 'nowhere'
          }`,
        ];
      }),
    );
    expect(table).toEqual({
      idle: 'idle -> settled, shortlisting',
      shortlisting: 'shortlisting -> collecting, settled',
      'shortlisting again': 'shortlisting -> collecting, settled',
      collecting: 'collecting -> awarding, settled',
      'collecting again': 'collecting -> settled, shortlisting',
      revising: 'revising -> awarding, collecting, settled',
      'collecting better bids': 'collecting -> revising, settled',
      choosing: 'choosing -> awarding, settled',
      awarding: 'awarding -> cancelling, settled, working',
      working: 'working -> awarding, cancelling, settled',
      'working, with a question': 'working -> awarding, cancelling, settled',
      verifying: 'verifying -> awarding, settled',
      'verifying, cancelled': 'verifying -> settled',
      cancelling: 'cancelling -> settled',
      settled: 'settled -> nowhere',
      expired: 'settled -> nowhere',
    });
  });

  test('no sequence of events breaks a rule, changes a state in place or outlives the deadline', () => {
    const visited = new Set<string>();
    const step = fc.tuple(fc.constantFrom(...Object.keys(events)), fc.integer({ min: 0, max: 400 }));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(situations)), fc.array(step, { maxLength: 30 }), (from, steps) => {
        const net = situations[from]!();
        net.start();
        for (const [name, ms] of steps) {
          events[name]!(net.after(ms));
          visited.add(net.phase);
        }
        expect(net.timer('deadline').phase).toBe('settled');
        expect(net.recorded('settled')).toHaveLength(1);
      }),
      { seed: 17, numRuns: 1_500 },
    );
    const all = [
      'awarding',
      'cancelling',
      'choosing',
      'collecting',
      'revising',
      'settled',
      'shortlisting',
      'verifying',
      'working',
    ];
    expect([...visited].sort()).toEqual(all);
  });
});

test('a candidate may name its own deadline for silence', () => {
  const net = new Net()
    .start()
    .candidates(candidate('a', { progressWithinMs: 40 }))
    .from('a', propose())
    .from('a', agree(1));
  expect(net.rules.timers.get('progress')).toBe(40);
  expect(net.awards[0]?.progressWithinMs).toBe(40);
});
