// The ladder of what is done when an attempt does not succeed, and every way a conversation can end.

import { describe, expect, test } from '@jest/globals';
import { limits, money } from '@parley/protocol';
import { agree, failure, notUnderstood, progress, propose, refuse, result } from './support/messages.ts';
import { Net } from './support/net.ts';

/** Three bids, cheapest first; the awarded one has agreed. */
const working = () => Net.collecting({ a: '1.00', b: '2.00', c: '3.00' }).from('a', agree(1));

describe('the happy path', () => {
  test('the best bid is awarded when all have answered, its work followed, its result the outcome', () => {
    const net = Net.collecting({ a: '2.00', b: '1.00' });
    expect(net.phase).toBe('awarding');
    expect(net.awards).toEqual([
      { fence: 1, input: { amount: 50 }, context: { attempts: [] }, idempotencyKey: 'c1', progressWithinMs: 10_000 },
    ]);
    expect(net.winner).toBe('b');
    net
      .from('b', agree(1))
      .after(50)
      .from('b', progress(1))
      .after(50)
      .from('b', result(1, { receipt: 7 }));
    expect(net.settlement).toMatchObject({
      type: 'done',
      output: { receipt: 7 },
      agent: 'b',
      price: { amount: '1.00', currency: 'USD' },
      tried: { rounds: 1, elapsedMs: 100, attempts: [{ attempt: 1, agent: 'b', ended: 'done', endedAtMs: 100 }] },
    });
    expect(net.sent).toEqual(['reject-proposal a lost']);
    expect(net.said.flatMap((each) => (each.type === 'record' ? [each.event.type] : []))).toEqual([
      'shortlisted',
      'called',
      'proposed',
      'proposed',
      'scored',
      'awarded',
      'agreed',
      'progress',
      'settled',
    ]);
  });

  test('the window closes on the silent, who are told at the end', () => {
    const net = Net.collecting({ a: '2.00', b: undefined }).after(250).timer('bids');
    expect(net.winner).toBe('a');
    net.from('a', agree(1)).from('a', result(1));
    expect(net.sent).toEqual(['reject-proposal b settled']);
  });

  test('no bid is looked at before the window closes, unless the caller takes the first within the limits', () => {
    expect(Net.collecting({ a: '1.00', b: undefined }).phase).toBe('collecting');
    const first = Net.collecting(
      { a: '9.00', b: '1.00', c: undefined },
      { firstAcceptable: true, priceLimit: money('2', 'USD') },
    );
    expect(first.winner).toBe('b');
  });

  test('why it won is said in numbers', () => {
    const why = (net: Net) => net.recorded('awarded').at(-1)?.why;
    expect(why(Net.collecting({ a: '1.00' }))).toBe('the only bid within the limits');
    expect(why(Net.collecting({ a: '1.00', b: '2.00' }))).toBe('ahead of b by 0.200, most of it on price');
    expect(why(Net.collecting({ a: '1.00', b: '1.00' }))).toMatch(/^equal with [ab], chosen by the tie-break$/);
    expect(why(working().from('a', failure(1)))).toBe('next in rank after a');
    const anew = Net.collecting({ a: '1.00' })
      .from('a', failure(1))
      .candidates('b', 'c')
      .from('b', propose())
      .from('c', propose({ price: '4.00' }));
    expect(why(anew)).toBe('ahead of c by 0.300, most of it on price');
  });
});

describe('the runner-up takes over without a new call', () => {
  const ways: Record<string, [(net: Net) => void, object, readonly string[]]> = {
    'refuses the award': [(net) => net.from('a', refuse('no-slot', { attempt: 1 })), { cause: 'refused' }, []],
    'does not understand the award': [(net) => net.from('a', notUnderstood()), { cause: 'refused' }, []],
    'fails and may be tried again': [
      (net) => net.from('a', failure(1)),
      { cause: 'failure', text: 'broken: it broke' },
      [],
    ],
    'fails for good': [(net) => net.from('a', failure(1, { retryable: false })), { cause: 'failure' }, []],
    'is down': [
      (net) => net.down('a'),
      { cause: 'down', detectionMs: 7, noticedBy: 'the supervisor saw its process exit' },
      [],
    ],
    'falls silent': [(net) => net.down('a', 'silence'), { cause: 'down', noticedBy: 'the supervisor (silence)' }, []],
    'is not there any more': [(net) => net.noResponders('a'), { cause: 'unreachable' }, []],
    'talks nonsense': [(net) => net.garbled('a'), { cause: 'garbled', text: 'not JSON' }, ['cancel a']],
    'makes no progress': [(net) => net.timer('progress'), { cause: 'no-progress', detectionMs: 10_000 }, ['cancel a']],
  };

  test.each(Object.entries(ways))('when the winner %s', (_, [happens, event, told]) => {
    const net = working().after(5);
    happens(net);
    expect(net.recorded('attempt-failed')).toEqual([expect.objectContaining({ attempt: 1, agent: 'a', ...event })]);
    expect(net.winner).toBe('b');
    expect(net.sent).toEqual([...told, 'accept-proposal b']);
    expect(net.shortlists).toHaveLength(1);
    net.from('b', agree(2)).from('b', result(2));
    expect(net.settlement).toMatchObject({
      type: 'done',
      agent: 'b',
      tried: { attempts: [{ attempt: 1 }, { attempt: 2, ended: 'done' }] },
    });
    expect(net.sent).toEqual(['reject-proposal c lost']);
  });

  test('when the award is not answered', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00' }).after(1_000).timer('agree');
    expect(net.recorded('attempt-failed')).toMatchObject([{ cause: 'no-agree', detectionMs: 1_000 }]);
    expect(net.sent).toEqual(['cancel a', 'accept-proposal b']);
  });

  test('when nobody listens at the award', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00' }).noResponders('a');
    expect(net.recorded('attempt-failed')).toMatchObject([{ cause: 'unreachable' }]);
    expect(net.sent).toEqual(['accept-proposal b']);
  });

  test('an award that was refused is not an attempt of those that the caller allows', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00', c: '3.00' }, { attemptsMax: 1 })
      .from('a', refuse('no-slot', { attempt: 1 }))
      .from('b', refuse('no-slot', { attempt: 2 }));
    expect(net.winner).toBe('c');
    net.from('c', agree(3)).from('c', failure(3));
    expect(net.settlement).toMatchObject({ type: 'failed', code: 'attempts-exhausted' });
  });

  test('it gets the conversation: who tried, what went wrong, how far it came', () => {
    const net = working()
      .from('a', progress(1, { share: 0.4, partial: { charged: true } }))
      .from('a', failure(1));
    expect(net.awards[1]).toMatchObject({
      fence: 2,
      idempotencyKey: 'c1',
      context: {
        attempts: [
          {
            attempt: 1,
            agent: 'a',
            instance: '1',
            cause: 'failure',
            text: 'broken: it broke',
            share: 0.4,
            partial: { charged: true },
          },
        ],
      },
    });
  });

  test('what the failure itself left is newer than the last progress', () => {
    const net = working()
      .from('a', progress(1, { partial: 'old' }))
      .from('a', failure(1, { partial: 'new' }));
    expect(net.awards[1]?.context.attempts[0]?.partial).toBe('new');
  });

  test('who went down, took its bid back or bid for too short a time is passed over', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00', c: '3.00', d: '4.00', e: undefined });
    net.from('e', propose({ price: '2.50', validForMs: 20 }));
    net.down('b').from('c', refuse('draining')).after(20).from('a', failure(1));
    expect(net.recorded('refused')).toMatchObject([{ agent: 'c', code: 'draining' }]);
    expect(net.winner).toBe('d');
  });

  test('who can no longer be in time is passed over', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00' }, { withinMs: 150 }).after(60).from('a', failure(1));
    expect([net.phase, net.awards.length]).toEqual(['shortlisting', 1]);
  });

  test('a failure for good excludes the agent, one that may be retried the instance alone', () => {
    const bids = { 'a/1': '1.00', 'a/2': '1.50', b: '2.00' };
    expect(Net.collecting(bids).from('a/1', failure(1)).state.current?.bidder).toBe('a/2');
    expect(Net.collecting(bids).from('a/1', failure(1, { retryable: false })).state.current?.bidder).toBe('b/1');
  });

  test('a failure whose text is as long as the wire allows does not stop the next award', () => {
    const text = 'x'.repeat(limits.textCharactersMax);
    const net = working().from('a', failure(1, { code: 'c'.repeat(64), text }));
    expect(net.winner).toBe('b');
    expect(net.awards[1]?.context.attempts[0]?.text).toHaveLength(limits.textCharactersMax);
  });

  test('partial results too large for an award are left out, the newest kept', () => {
    const big = 'x'.repeat(limits.partialsBytesMax - 10);
    const net = working().from('a', failure(1, { partial: big }));
    expect(net.awards[1]?.context.attempts[0]?.partial).toBe(big);
    net.from('b', failure(2, { partial: { kept: 'yes' } }));
    expect(net.awards[2]?.context.attempts.map(({ agent, partial }) => [agent, partial])).toEqual([
      ['a', undefined],
      ['b', { kept: 'yes' }],
    ]);
    const huge = working()
      .from('a', progress(1, { partial: 'x'.repeat(900_000) }))
      .from('a', failure(1));
    expect(huge.awards[1]?.context.attempts[0]).not.toHaveProperty('partial');
  });

  test('progress says that it has agreed, when the agreement is late or lost', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00' }).from('a', progress(1));
    expect(net.phase).toBe('working');
    expect([...net.rules.timers.keys()].sort()).toEqual(['deadline', 'progress']);
    net.from('a', agree(1));
    expect([net.phase, net.last]).toEqual(['working', []]);
  });

  test('a result without an agreement is a result', () => {
    expect(Net.collecting({ a: '1.00' }).from('a', result(1)).settlement?.type).toBe('done');
  });
});

describe('a new call, when the bids are used up', () => {
  test('is wider and without those who failed', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00' })
      .from('a', failure(1, { retryable: false }))
      .down('b');
    expect(net.phase).toBe('shortlisting');
    expect(net.shortlists).toEqual([
      { type: 'shortlist', size: 3, round: 1, excludeAgents: [], excludeInstances: [] },
      { type: 'shortlist', size: 6, round: 2, excludeAgents: ['a'], excludeInstances: ['a/1', 'b/1'] },
    ]);
    net.candidates('a', 'b', 'c', 'd');
    expect(net.recorded('called')[1]?.bidders).toEqual(['c/1', 'd/1']);
    net.from('c', propose()).from('d', refuse()).from('c', agree(3)).from('c', result(3));
    expect(net.settlement).toMatchObject({ type: 'done', agent: 'c', tried: { rounds: 2 } });
  });

  test('asks those again who refused, were silent or whose bid ran out, after an attempt has failed', () => {
    const net = Net.collecting({ a: '1.00', b: undefined, c: undefined, d: undefined });
    net
      .from('b', refuse())
      .from('c', propose({ price: '2.00', validForMs: 300, id: 'old' }))
      .after(250)
      .timer('bids');
    net.from('a', agree(1)).after(100).from('a', failure(1)).candidates('b', 'c', 'd');
    expect(net.recorded('called')[1]?.bidders).toEqual(['b/1', 'c/1', 'd/1']);
    // The new call replaces the old bid, and who made it is told.
    expect(net.allSent).toContain('reject-proposal c expired');
    net
      .from('c', propose({ price: '2.00' }))
      .from('b', propose({ price: '5.00' }))
      .from('d', refuse());
    expect(net.winner).toBe('c');
  });

  test('does not ask again those whose bid was outside the limits, before anything has changed', () => {
    const net = Net.collecting({ a: '9.00', b: '8.00' }, { priceLimit: money('2', 'USD') });
    expect(net.shortlists.map(({ size }) => size)).toEqual([3, 6]);
    net.candidates('a', 'b', 'c').from('c', propose({ price: '1.50' }));
    expect(net.recorded('called')[1]?.bidders).toEqual(['c/1']);
    net.from('c', result(1));
    expect(net.sent).toEqual(['reject-proposal a ineligible', 'reject-proposal b ineligible']);
  });

  test('does not wait for those who were silent in the one before, but takes their bid', () => {
    const net = Net.collecting({ a: undefined, b: undefined }).timer('bids').candidates('a', 'b', 'c', 'd');
    expect(net.recorded('called')[1]?.bidders).toEqual(['c/1', 'd/1']);
    net
      .from('c', propose({ price: '3.00' }))
      .from('a', propose({ price: '1.00' }))
      .from('d', refuse());
    expect(net.winner).toBe('a');
  });

  test('never begins again and again for bids of an agent that is excluded', () => {
    const net = Net.collecting({ 'a/1': '1.00', 'a/2': '2.00', b: '9.00' }, { priceLimit: money('3', 'USD') });
    net.from('a/1', failure(1, { retryable: false }));
    for (let round = 2; net.phase === 'shortlisting' && round < 20; round++) {
      net.candidates('b').from('b', propose({ price: '9.00' }));
    }
    expect(net.settlement).toMatchObject({ type: 'failed', code: 'broken' });
    expect(net.shortlists.length).toBeLessThanOrEqual(3);
  });

  test('counts its rounds as far as the wire does', () => {
    const net = new Net({ attemptsMax: limits.attemptsMax }).start();
    for (let round = 1; net.phase !== 'settled'; round++) {
      net.candidates(`a${round}`).from(`a${round}`, propose()).from(`a${round}`, failure(round));
    }
    expect(net.settlement).toMatchObject({ type: 'failed', code: 'attempts-exhausted' });
    expect(net.awards).toHaveLength(limits.attemptsMax);
  });
});
