// The iterated contract net and the questions in mid-work, as the initiator's logic has them, also against bidders that do not
// keep to the rules.

import { describe, expect, test } from '@jest/globals';
import { agree, failure, progress, propose, query, refuse, result } from './support/messages.ts';
import { Net } from './support/net.ts';

const revising = () => Net.collecting({ a: '1.00', b: '2.00' }, { revises: true });

describe('better bids', () => {
  test('are asked of those who are named, in a round of their own and about the bid they made', () => {
    const net = revising();
    expect(net.last).toContainEqual(
      expect.objectContaining({ type: 'revise', round: 1, bids: [expect.anything(), expect.anything()] }),
    );
    net.revised('b');
    expect(net.last).toContainEqual(
      expect.objectContaining({
        type: 'call',
        round: 2,
        bidders: [expect.objectContaining({ agent: 'b' })],
        revision: { terms: { price: { amount: '0.50', currency: 'USD' } }, of: { 'b/1': 'bid-b' } },
      }),
    );
    net.from('b', propose({ price: '0.50', id: 'better' })).revised();
    expect(net.winner).toBe('b');
    expect(
      net.said.findLast((each) => each.type === 'send' && each.message.performative === 'accept-proposal'),
    ).toMatchObject({ message: { inReplyTo: 'better' } });
  });

  test.each([
    ['dearer', { price: '2.10' }, /2\.10 USD is more than 2\.00/],
    ['slower', { price: '1.00', etaMs: 5_000 }, /5000 ms are more than 100/],
    ['in other money', { price: '0.10', currency: 'EUR' }, /it is in EUR, and was in USD/],
  ])('that are %s are none: the bidder is told, and is out', (_, bid, text) => {
    const net = revising().revised('b').from('b', propose(bid));
    expect(net.recorded('refused')).toMatchObject([
      { agent: 'b', code: 'worse-bid', text: expect.stringMatching(text) },
    ]);
    expect(net.sent).toContain('reject-proposal b ineligible');
    net.revised();
    expect(net.winner).toBe('a');
    net.from('a', result(1));
    expect(net.allSent.filter((each) => each.endsWith(' b lost'))).toEqual([]);
  });

  test('that do not come leave the bids that there are: silence holds', () => {
    const net = revising().revised('a').after(250).timer('bids').revised();
    expect(net.winner).toBe('a');
    expect(net.settlement).toBeUndefined();
    net.from('a', result(1));
    expect(net.settlement?.tried).toMatchObject({
      rounds: 2,
      bidders: [{ answer: 'proposed' }, { answer: 'proposed' }],
    });
  });

  test('are asked of nobody who has left or taken the bid back meanwhile', () => {
    const net = revising().down('a').from('b', refuse('draining')).revised('a', 'b');
    expect(net.recorded('revised')).toEqual([]);
    expect(net.winner).toBeUndefined();
  });

  test('and a wider call afterwards has a higher number than all before', () => {
    const net = Net.collecting({ a: '9.00' }, { revises: true, priceLimit: { amount: '1.00', currency: 'USD' } })
      .revised('a')
      .from('a', propose({ price: '5.00' }))
      .revised()
      .candidates('a', 'b');
    expect(net.recorded('called').map(({ round }) => round)).toEqual([1, 3]);
  });
});

const working = () => Net.collecting({ a: '1.00', b: '2.00' }).from('a', agree(1));

describe('a question in mid-work', () => {
  test('goes to the caller, stops the wait for progress, and its answer starts it again', () => {
    const net = working().from('a', query(1));
    expect(net.last).toContainEqual(expect.objectContaining({ type: 'ask-caller', question: 'Which account?' }));
    expect([...net.rules.timers.keys()]).toEqual(['deadline']);
    net.from('a', progress(1));
    expect([...net.rules.timers.keys()]).toEqual(['deadline']);
    net.answered();
    expect(net.sent).toEqual(['answer a']);
    expect([...net.rules.timers.keys()].sort()).toEqual(['deadline', 'progress']);
  });

  test('before the agreement says that it has agreed', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00' }).from('a', query(1));
    expect(net.phase).toBe('working');
    expect(net.rules.timers.has('agree')).toBe(false);
  });

  test('that is the same is answered without the caller, also for the next worker', () => {
    const net = working().from('a', query(1)).answered().from('a', query(1));
    expect(net.sent).toEqual(['answer a']);
    net.from('a', failure(1));
    expect(net.awards[1]?.context.answers).toEqual([{ question: 'Which account?', value: 'giro' }]);
    net.from('b', query(2));
    expect(net.sent).toEqual(['answer b']);
    expect(net.said.filter((each) => each.type === 'ask-caller')).toHaveLength(1);
  });

  test('whose worker has failed meanwhile is answered for the next one', () => {
    const net = working().from('a', query(1)).from('a', failure(1)).answered();
    expect(net.sent).toEqual([]);
    net.from('b', query(2));
    expect(net.sent).toEqual(['answer b']);
  });

  test('that came twice is asked once, and one of an attempt that is over is told to stop', () => {
    const asked = query(1);
    const net = working().from('a', asked).from('a', asked);
    expect(net.last).toEqual([]);
    net.from('a', failure(1)).from('a', query(1));
    expect(net.sent).toEqual(['cancel a']);
  });

  test('that nobody answers is told so, and is not kept', () => {
    const net = working().from('a', query(1)).answered({ refused: 'nobody knows' });
    expect(net.recorded('answered')).toMatchObject([{ refused: 'nobody knows' }]);
    net.from('a', failure(1));
    expect(net.awards[1]?.context.answers).toBeUndefined();
  });
});
