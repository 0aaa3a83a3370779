// Every way a conversation can end, in every phase.

import { describe, expect, test } from '@jest/globals';
import { money } from '@parley/protocol';
import { agree, failure, notUnderstood, progress, propose, refuse, result } from './support/messages.ts';
import { candidate, Net } from './support/net.ts';

/** Three bids, cheapest first; the awarded one has agreed. */
const working = () => Net.collecting({ a: '1.00', b: '2.00', c: '3.00' }).from('a', agree(1));

describe('each end is said as what it is', () => {
  test('failed, after as many attempts as were allowed', () => {
    const net = Net.collecting({ a: '1.00', b: '2.00', c: '3.00' }, { attemptsMax: 2 });
    net.from('a', failure(1)).from('b', failure(2));
    expect(net.settlement).toMatchObject({
      type: 'failed',
      code: 'attempts-exhausted',
      text: 'Gave up after 2 attempts; the last: broken: it broke.',
    });
    expect(net.sent).toEqual(['reject-proposal c lost']);
  });

  test('failed, with the cause of the last attempt, when nobody else is left', () => {
    const net = Net.collecting({ a: '1.00' }).down('a').shortlisted({ type: 'no-route', nearest: [], threshold: 0.5 });
    expect(net.settlement).toMatchObject({
      type: 'failed',
      code: 'down',
      text: 'a did not finish (a is gone) and nobody else can take over.',
    });
  });

  test('failed, in the words of who failed, although others lack input', () => {
    const net = Net.collecting({ a: '1.00', b: undefined }).from('b', notUnderstood(['currency']));
    net.from('a', failure(1, { code: 'sold-out', text: 'there is none left.', retryable: false }));
    net.candidates('c').from('c', notUnderstood(['currency']));
    while (net.phase === 'shortlisting') net.shortlisted({ type: 'no-route', nearest: [], threshold: 0.5 });
    expect(net.settlement).toMatchObject({
      type: 'failed',
      code: 'sold-out',
      text: 'there is none left. So says a, and nobody else can take over.',
    });
  });

  test('needs-input, with the schema and what is missing, when nobody can bid without it', () => {
    const net = Net.collecting({ a: undefined, b: undefined })
      .from('a', refuse())
      .from('b', notUnderstood(['currency']));
    expect(net.settlement).toMatchObject({
      type: 'needs-input',
      capability: 'pay',
      missing: ['currency'],
      schema: { type: 'object', required: ['currency'] },
    });
  });

  test('a bid wins over a question', () => {
    expect(Net.collecting({ a: undefined, b: '1.00' }).from('a', notUnderstood()).winner).toBe('b');
  });

  test('refused, with every reason, when all refuse', () => {
    const net = Net.collecting({ a: undefined, b: undefined }, { shortlistSizes: [3] });
    net.from('a', refuse('saturated')).from('b', refuse('declined'));
    expect(net.settlement).toMatchObject({
      type: 'refused',
      text: 'All refused. a: because saturated; b: because declined.',
    });
  });

  test('no-bids, with what each came to', () => {
    const more = { shortlistSizes: [5], priceLimit: money('2', 'USD') };
    const net = Net.collecting({ a: '9.00', b: undefined, c: undefined, d: undefined, e: undefined }, more);
    net
      .noResponders('c')
      .from('d', refuse())
      .from('e', propose({ validForMs: 10 }))
      .after(250)
      .timer('bids');
    expect(net.settlement).toMatchObject({
      type: 'no-bids',
      text:
        'No bid within the limits. a/1: price 9.00 over the limit 2 USD; b/1: no answer within 250 ms; ' +
        'c/1: nobody listens at its address; d/1: because saturated; e/1: its bid ran out.',
    });
    expect(net.sent.sort()).toEqual([
      'reject-proposal a ineligible',
      'reject-proposal b settled',
      'reject-proposal e expired',
    ]);
  });

  test('no-bids is never said without a reason', () => {
    expect(new Net().start().candidates().settlement?.text).toBe('No bid within the limits. nobody to call.');
    const gone = Net.collecting({ a: undefined }, { shortlistSizes: [1] }).noResponders('a');
    expect(gone.settlement?.text).toContain('a/1: nobody listens');
  });

  test('no-route, with the nearest named', () => {
    const nearest = [{ agent: 'a', capability: 'pay', similarity: 0.3 }];
    const net = new Net().start().shortlisted({ type: 'no-route', nearest, threshold: 0.5 });
    expect(net.settlement).toMatchObject({
      type: 'no-route',
      nearest,
      threshold: 0.5,
      tried: { rounds: 1, bidders: [] },
    });
  });

  test('unavailable, when the mesh cannot be searched', () => {
    const net = new Net().start().shortlisted({ type: 'unavailable', text: 'the replica is not complete' });
    expect(net.settlement).toMatchObject({ type: 'unavailable', text: 'the replica is not complete' });
  });

  test('expired at once, where there is no time to begin with', () => {
    for (const withinMs of [0, -5, Number.NaN]) {
      const net = new Net({ withinMs }).start();
      expect(net.settlement?.type).toBe('expired');
      expect(net.shortlists).toEqual([]);
    }
  });

  test('expired, instead of a new call for which no time is left', () => {
    const net = Net.collecting({ a: '1.00' }, { withinMs: 500 }).after(500).from('a', failure(1));
    expect(net.settlement?.type).toBe('expired');
    expect(net.shortlists).toHaveLength(1);
  });

  test('a shortlist that comes when the time is up calls with nothing left, not with less', () => {
    const net = new Net({ withinMs: 100 }).start().after(130).candidates('a');
    expect(net.last.find((each) => each.type === 'call')).toMatchObject({ windowMs: 0, remainingMs: 0 });
    expect(net.timer('deadline').settlement?.type).toBe('expired');
  });
});

describe('the deadline ends every phase and tells everybody', () => {
  const phases: Record<string, [() => Net, readonly string[]]> = {
    shortlisting: [() => new Net().start(), []],
    collecting: [
      () => Net.collecting({ a: '1.00', b: undefined }),
      ['reject-proposal a expired', 'reject-proposal b expired'],
    ],
    awarding: [() => Net.collecting({ a: '1.00', b: '2.00' }), ['cancel a', 'reject-proposal b expired']],
    working: [working, ['cancel a', 'reject-proposal b expired', 'reject-proposal c expired']],
    cancelling: [() => working().cancel(), ['reject-proposal b expired', 'reject-proposal c expired']],
  };

  test.each(Object.entries(phases))('%s', (phase, [make, told]) => {
    const net = make();
    expect(net.phase).toBe(phase);
    net.after(30_000).timer('deadline');
    expect(net.settlement).toMatchObject({ type: 'expired', text: 'Not done within 30000 ms.' });
    expect(net.sent).toEqual(told);
  });
});

describe('a cancel ends every phase and tells everybody', () => {
  test.each([
    ['idle', () => new Net(), [] as string[]],
    ['shortlisting', () => new Net().start(), []],
    [
      'collecting',
      () => Net.collecting({ a: '1.00', b: undefined }),
      ['reject-proposal a cancelled', 'reject-proposal b cancelled'],
    ],
  ])('%s: at once', (phase, make, told) => {
    const net = make();
    expect(net.phase).toBe(phase);
    expect(net.cancel('no longer needed').settlement).toMatchObject({ type: 'cancelled', reason: 'no longer needed' });
    expect(net.sent).toEqual(told);
  });

  test.each([
    ['awarding', () => Net.collecting({ a: '1.00', b: '2.00', c: '3.00' })],
    ['working', working],
  ])('%s: the worker is asked to stop, and has a moment to say that it was done', (phase, make) => {
    const net = make();
    expect(net.phase).toBe(phase);
    net.cancel('no longer needed');
    expect([net.phase, net.sent, net.rules.timers.get('cancel')]).toEqual(['cancelling', ['cancel a'], 1_000]);
    net.from('a', failure(1, { code: 'cancelled' }));
    expect(net.settlement).toMatchObject({
      type: 'cancelled',
      reason: 'no longer needed',
      tried: { attempts: [{ attempt: 1, ended: 'cancelled' }] },
    });
    expect(net.sent).toEqual(['reject-proposal b cancelled', 'reject-proposal c cancelled']);
  });

  test('done beats cancel', () => {
    const net = working().cancel().from('a', progress(1)).from('a', result(1, 'it was done'));
    expect(net.settlement).toMatchObject({ type: 'done', output: 'it was done' });
  });

  test('who does not answer the cancel is not waited for', () => {
    const net = working().cancel().after(1_000).timer('cancel');
    expect(net.settlement).toMatchObject({ type: 'cancelled', tried: { attempts: [{ ended: 'cancelled' }] } });
  });

  test.each([
    ['is gone', (net: Net) => net.down('a')],
    ['is not there', (net: Net) => net.noResponders('a')],
    ['talks nonsense', (net: Net) => net.garbled('a')],
    ['refuses', (net: Net) => net.from('a', refuse('unknown-proposal'))],
  ])('no other is awarded when the worker %s meanwhile', (_, happens) => {
    const net = working().cancel();
    happens(net);
    expect(net.settlement?.type).toBe('cancelled');
    expect(net.awards).toHaveLength(1);
  });

  test('a second cancel changes nothing, nor do the timers of the attempt', () => {
    const net = working().cancel('first').cancel('second').timer('agree').timer('progress').timer('bids');
    expect(net.phase).toBe('cancelling');
    expect(net.timer('cancel').settlement).toMatchObject({ reason: 'first' });
  });

  test('a reason of any length is cut to what the wire takes', () => {
    expect(working().cancel('x'.repeat(50_000)).phase).toBe('cancelling');
  });
});

test('the same agent in two capabilities is two rows, each with its own reliability', () => {
  const net = new Net().start().candidates(candidate('a', { reliability: 0.9 }), candidate('b', { reliability: 0.1 }));
  net.from('a', propose({ price: '1.20' })).from('b', propose({ price: '1.00' }));
  expect(net.winner).toBe('a');
  expect(net.recorded('scored')[0]?.board.map(({ agent }) => agent)).toEqual(['a', 'b']);
});
