// Late, duplicate and out-of-order messages get a typed answer and change nothing.

import { describe, expect, test } from '@jest/globals';
import { agree, failure, notUnderstood, progress, propose, refuse, result } from './support/messages.ts';
import { Net } from './support/net.ts';

/** a has failed at attempt 1, b works on attempt 2, c was silent. */
const rerouted = () =>
  Net.collecting({ a: '1.00', b: '2.00', c: undefined })
    .timer('bids')
    .from('a', agree(1))
    .from('a', failure(1))
    .from('b', agree(2));

function unchanged(net: Net, happens: (net: Net) => void): readonly string[] {
  const { current, phase, attempts, board } = net.state;
  happens(net);
  expect([net.phase, net.state.current, net.state.attempts, net.state.board]).toEqual([
    phase,
    current,
    attempts,
    board,
  ]);
  return net.sent;
}

describe('a zombie, whose attempt is over', () => {
  test('has its result rejected as late', () => {
    const net = rerouted();
    const told = unchanged(net, (each) => each.from('a', result(1, 'too late')));
    expect(told).toEqual(['reject-proposal a late']);
    expect(net.recorded('rejected-late')).toMatchObject([{ agent: 'a', performative: 'inform-result', text: 'late' }]);
    expect(net.from('b', result(2, 'in time')).settlement).toMatchObject({ output: 'in time', agent: 'b' });
  });

  test.each([
    ['agreement', agree(1)],
    ['progress', progress(1)],
  ])('is told to stop at its %s', (_, message) => {
    const net = rerouted();
    expect(unchanged(net, (each) => each.from('a', message))).toEqual(['cancel a']);
    expect(net.last.find((each) => each.type === 'send')).toMatchObject({ message: { attempt: 1 } });
  });

  test.each([
    ['failure', failure(1)],
    ['refusal', refuse('no-slot', { attempt: 1 })],
    ['question', notUnderstood()],
  ])('needs no answer to its %s, which ends it', (_, message) => {
    expect(unchanged(rerouted(), (net) => net.from('a', message))).toEqual([]);
  });

  test('cannot pass for the attempt under way by naming no attempt', () => {
    expect(unchanged(rerouted(), (net) => net.from('a', result()))).toEqual(['reject-proposal a late']);
  });

  test('cannot end the attempt under way by talking nonsense, going down or being unreachable', () => {
    for (const happens of [
      (net: Net) => net.garbled('a'),
      (net: Net) => net.down('a'),
      (net: Net) => net.noResponders('a'),
    ]) {
      expect(unchanged(rerouted(), happens)).toEqual([]);
    }
  });
});

describe('the worker, with the number of another attempt', () => {
  test.each([1, 3, 9])('its result of attempt %p does not count', (attempt) => {
    expect(unchanged(rerouted(), (net) => net.from('b', result(attempt)))).toEqual(['reject-proposal b late']);
  });

  test('its refusal or failure of another attempt does not end this one', () => {
    unchanged(rerouted(), (net) => net.from('b', failure(1)));
    unchanged(rerouted(), (net) => net.from('b', refuse('no-slot', { attempt: 1 })));
  });
});

describe('a bid', () => {
  test('that is late is told so, once by the end of the conversation', () => {
    const net = rerouted();
    expect(unchanged(net, (each) => each.from('c', propose()))).toEqual(['reject-proposal c late']);
    net.from('b', result(2));
    expect(net.sent).toEqual([]);
  });

  test('that comes after the end is told that it is settled', () => {
    const net = rerouted().from('b', result(2));
    expect(net.sent).toEqual(['reject-proposal c settled']);
    expect(net.from('c', propose()).sent).toEqual(['reject-proposal c settled']);
  });

  test('made twice is told that the second is one too many, and the first stands', () => {
    const net = Net.collecting({ a: '3.00', b: undefined });
    net.from('a', propose({ price: '1.00', id: 'second' }));
    expect(net.sent).toEqual(['reject-proposal a duplicate']);
    expect(net.last.find((each) => each.type === 'send')).toMatchObject({ message: { inReplyTo: 'second' } });
    net.from('b', propose({ price: '2.00' }));
    expect(net.winner).toBe('b');
  });

  test('delivered twice counts once and needs no answer', () => {
    const net = Net.collecting({ a: '1.00', b: undefined });
    expect(unchanged(net, (each) => each.from('a', propose({ price: '1.00', id: 'bid-a' })))).toEqual([]);
    const awarded = Net.collecting({ a: '1.00' });
    expect(unchanged(awarded, (each) => each.from('a', propose({ id: 'bid-a' })))).toEqual([]);
  });

  test('after a refusal is late', () => {
    const net = Net.collecting({ a: undefined, b: undefined }).from('a', refuse());
    expect(unchanged(net, (each) => each.from('a', propose()))).toEqual(['reject-proposal a late']);
  });
});

describe('a refusal', () => {
  test('of a call that came twice ends neither the bid nor the award', () => {
    const held = Net.collecting({ a: '1.00', b: undefined });
    unchanged(held, (net) => net.from('a', refuse('duplicate')));
    expect(held.from('b', refuse()).winner).toBe('a');
    unchanged(held, (net) => net.from('a', refuse('duplicate')));
    expect(held.from('a', refuse('duplicate', { attempt: 1 })).phase).toBe('shortlisting');
  });

  test('of the first call, delivered again after the second, does not end the award', () => {
    const net = Net.collecting({ a: undefined, b: '1.00' }).from('a', refuse('saturated', { id: 'r1' }));
    net
      .from('b', failure(1))
      .candidates('a')
      .from('a', refuse('saturated', { id: 'r1' }));
    expect(net.phase).toBe('collecting');
    net.from('a', propose()).from('a', agree(2));
    unchanged(net, (each) => each.from('a', refuse('saturated', { id: 'r1' })));
    expect(net.from('a', result(2)).settlement?.type).toBe('done');
  });

  test('after the bid takes the bid back', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00', c: undefined }).from('a', refuse('draining')).timer('bids');
    expect(net.winner).toBe('b');
    net.from('b', result(1));
    expect(net.sent).toEqual(['reject-proposal c settled']);
    expect(net.settlement?.tried.bidders).toMatchObject([{ agent: 'a', answer: 'refused' }, {}, {}]);
  });
});

describe('after the end', () => {
  test('a second result is rejected and the first stays', () => {
    const net = Net.collecting({ a: '1.00' }).from('a', result(1, 'first')).from('a', result(1, 'second'));
    expect(net.settlement).toMatchObject({ output: 'first' });
    expect(net.sent).toEqual(['reject-proposal a settled']);
  });

  test('who still works is told to stop', () => {
    const net = Net.collecting({ a: '1.00' }).timer('deadline');
    expect(net.from('a', agree(1)).sent).toEqual(['cancel a']);
    expect(net.from('a', progress(1)).sent).toEqual(['cancel a']);
  });

  test('no timer, shortlist, cancel or start does anything', () => {
    const net = Net.collecting({ a: '1.00' }).from('a', result(1));
    for (const timer of ['deadline', 'bids', 'agree', 'progress', 'cancel'] as const)
      expect(net.timer(timer).last).toEqual([]);
    expect(net.cancel().last).toEqual([]);
    expect(net.start().last).toEqual([]);
    expect(net.candidates('b').last).toEqual([]);
  });
});

describe('every called bidder is told once how it ended', () => {
  test('whatever it answered, and whoever won', () => {
    const net = Net.collecting({
      winner: undefined,
      loser: '3.00',
      failed: '1.00',
      silent: undefined,
      refused: undefined,
      mute: undefined,
      odd: undefined,
      gone: undefined,
    });
    net
      .from('winner', propose({ price: '2.00' }))
      .from('refused', refuse())
      .noResponders('mute')
      .garbled('odd')
      .down('gone');
    net.timer('bids').from('failed', failure(1)).from('winner', agree(2)).from('winner', result(2));
    expect(net.allSent.sort()).toEqual([
      'accept-proposal failed',
      'accept-proposal winner',
      'reject-proposal loser lost',
      'reject-proposal odd settled',
      'reject-proposal silent settled',
    ]);
  });
});
