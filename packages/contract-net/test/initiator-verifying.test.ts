// A result that the caller checks before it counts: accepted, turned down, not checked, and all that happens meanwhile.

import { describe, expect, test } from '@jest/globals';
import { agree, failure, progress, result } from './support/messages.ts';
import { Net } from './support/net.ts';

/** Two bids; the cheaper has delivered. */
const verifying = () =>
  Net.collecting({ a: '1.00', b: '2.00' }, { verifies: true })
    .from('a', agree(1))
    .from('a', result(1, { total: 7 }));

describe('a result goes to the caller first', () => {
  test('and counts when it is accepted', () => {
    const net = verifying();
    expect(net.last).toContainEqual({
      type: 'verify',
      attempt: 1,
      agent: 'a',
      instance: '1',
      capability: 'pay',
      output: { total: 7 },
    });
    expect([net.phase, net.rules.timers.size]).toEqual(['verifying', 1]);
    net.verified({ type: 'accepted' });
    expect(net.settlement).toMatchObject({ type: 'done', agent: 'a', output: { total: 7 } });
    expect(net.sent).toEqual(['reject-proposal b lost']);
  });

  test('and ends the attempt when it is turned down: the next in rank gets the work, and is told why', () => {
    const net = verifying().verified({ type: 'rejected', text: 'the total is wrong' });
    expect(net.winner).toBe('b');
    expect(net.recorded('attempt-failed')).toMatchObject([
      { agent: 'a', cause: 'rejected-result', text: 'the total is wrong', noticedBy: 'its result was checked' },
    ]);
    expect(net.awards[1]?.context.attempts).toMatchObject([{ agent: 'a', cause: 'rejected-result' }]);
    net.from('b', result(2, { total: 8 })).verified({ type: 'accepted' }, 2);
    expect(net.settlement).toMatchObject({ type: 'done', agent: 'b' });
  });

  test('and nobody of that agent gets the task again', () => {
    const net = Net.collecting({ 'a/1': '1.00', 'a/2': '1.50' }, { verifies: true })
      .from('a/1', agree(1))
      .from('a/1', result(1))
      .verified({ type: 'rejected', text: 'nonsense' });
    expect(net.shortlists.at(-1)).toMatchObject({ excludeAgents: ['a'] });
  });

  test('and is handed over with a failure where the check itself fails: the work is done', () => {
    const net = verifying().verified({ type: 'unverified', text: 'the checker is down' });
    expect(net.settlement).toMatchObject({ type: 'failed', code: 'result-not-verified', output: { total: 7 } });
    expect(net.settlement?.tried.attempts).toMatchObject([{ ended: 'done' }]);
  });
});

describe('while it is checked', () => {
  test('its worker may die, be silent or change its mind', () => {
    const net = verifying();
    const { state } = net;
    net.down('a').noResponders('a').garbled('a').timer('progress').timer('agree');
    net.from('a', failure(1)).from('a', progress(1)).from('a', result(1, 'another'));
    expect(net.state).toBe(state);
    expect(net.verified({ type: 'accepted' }).settlement).toMatchObject({ type: 'done', output: { total: 7 } });
  });

  test('a verdict on another attempt is none', () => {
    expect(verifying().verified({ type: 'accepted' }, 2).phase).toBe('verifying');
    expect(
      verifying().verified({ type: 'accepted' }).verified({ type: 'rejected', text: 'late' }).settlement?.type,
    ).toBe('done');
  });

  test('a cancel waits shortly: what is accepted wins over it, what is turned down does not', () => {
    const cancelled = () => verifying().cancel('changed my mind').cancel('again');
    expect(cancelled().rules.timers.get('cancel')).toBe(1_000);
    expect(cancelled().verified({ type: 'accepted' }).settlement?.type).toBe('done');
    const reason = 'changed my mind';
    expect(cancelled().verified({ type: 'rejected', text: 'no' }).settlement).toMatchObject({
      type: 'cancelled',
      reason,
    });
    expect(cancelled().timer('cancel').settlement).toMatchObject({ type: 'cancelled', reason });
  });

  test('the deadline ends it, and says what it waited for', () => {
    const { settlement } = verifying().timer('deadline');
    expect(settlement?.type).toBe('expired');
    expect(settlement?.tried.attempts).toMatchObject([
      { ended: 'expired', text: 'its result was not verified in time' },
    ]);
  });

  test('a result that comes after a cancel is checked as well', () => {
    const net = Net.collecting({ a: '1.00' }, { verifies: true }).from('a', agree(1)).cancel().from('a', result(1));
    expect(net.phase).toBe('verifying');
    expect(net.verified({ type: 'rejected', text: 'no' }).settlement?.type).toBe('cancelled');
  });
});
