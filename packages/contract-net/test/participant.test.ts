import { describe, expect, test } from '@jest/globals';
import { createActor } from 'xstate';
import { type ParticipantCommand, participantLogic } from '../src/index.ts';
import { cfp, Part } from './support/part.ts';

describe('the happy path', () => {
  test('called, it bids, holds, is awarded, agrees, works, tells and ends as won', () => {
    const part = new Part().call();
    expect(part.did).toEqual(['bid']);
    part.bid();
    expect([part.did, part.sent]).toEqual([['hold', 'send'], ['propose']]);
    part.accept();
    expect([part.did, part.sent]).toEqual([['release', 'occupy', 'send', 'perform'], ['agree']]);
    expect(part.last.find((each) => each.type === 'perform')).toMatchObject({
      input: { amount: 50 },
      remainingMs: 20_000,
    });
    part.tell({ type: 'progress', share: 0.5, note: 'half' });
    expect(part.last).toMatchObject([
      { message: { performative: 'inform-progress', attempt: 1, body: { share: 0.5 } } },
    ]);
    part.done({ receipt: 7 });
    expect([part.did, part.sent, part.end]).toEqual([['vacate', 'send', 'end'], ['inform-result'], 'won']);
  });

  test('each answer says what it answers, and of which attempt', () => {
    const part = Part.in('considering').bid();
    const sent = () => part.last.find((each) => each.type === 'send');
    expect(sent()).toMatchObject({ id: 'bid1', message: { inReplyTo: 'cfp1' } });
    part.accept(2);
    expect(sent()).toMatchObject({ message: { inReplyTo: 'accept2', attempt: 2, body: { etaMs: 100 } } });
    part.fail();
    expect(sent()).toMatchObject({ message: { inReplyTo: 'accept2', attempt: 2, body: { code: 'broken' } } });
  });

  test('a failure of its own ends the part as well, since the award was kept', () => {
    const part = Part.in('working').fail(false);
    expect([part.sent, part.end]).toEqual([['failure broken'], 'won']);
  });

  test('as an XState actor it emits the same commands', () => {
    const emitted: ParticipantCommand['type'][] = [];
    const actor = createActor(participantLogic);
    actor.on('*', (event) => emitted.push((event as unknown as { command: ParticipantCommand }).command.type));
    actor.start();
    actor.send({ type: 'cfp', message: cfp(), remainingMs: 250 });
    expect(emitted).toEqual(['startTimer', 'bid']);
    expect(actor.getSnapshot().context.phase).toBe('considering');
  });
});

describe('no bid', () => {
  test('a refusal is said and ends the part as declined', () => {
    const part = Part.in('considering').bid({ type: 'refusal', code: 'declined', text: 'not today' });
    expect([part.sent, part.end]).toEqual([['refuse declined'], 'declined']);
  });

  test('missing input is said with the schema wanted', () => {
    const schema = { type: 'object' };
    const part = Part.in('considering').bid({ type: 'missing', text: 'needs amount', schema, missing: ['amount'] });
    expect(part.last).toMatchObject([
      {},
      { message: { performative: 'not-understood', body: { code: 'missing-input', schema, missing: ['amount'] } } },
      { end: 'declined' },
    ]);
  });

  test('a bid that never returns is stopped and refused when the window closes', () => {
    const part = Part.in('considering').timer('bid');
    expect([part.did, part.sent, part.end]).toEqual([['abort', 'send', 'end'], ['refuse too-late'], 'declined']);
    expect(part.bid().last).toEqual([]);
  });

  test.each([0, -3, Number.NaN])('a call read with %p ms left is refused, and no bid is asked for', (remainingMs) => {
    const part = new Part().call(remainingMs);
    expect([part.did, part.sent, part.end]).toEqual([['send', 'end'], ['refuse too-late'], 'declined']);
  });

  test('a call delivered twice is considered once', () => {
    expect(Part.in('considering').call().last).toEqual([]);
    expect(Part.in('holding').call().last).toEqual([]);
    expect(Part.in('ended').call().last).toEqual([]);
  });
});

describe('a bid that stands', () => {
  test.each([
    ['lost', 'lost'],
    ['ineligible', 'lost'],
    ['settled', 'lost'],
    ['late', 'lost'],
    ['duplicate', 'lost'],
    ['expired', 'expired'],
    ['cancelled', 'cancelled'],
  ] as const)('rejected as %s ends as %s and frees its hold', (code, end) => {
    const part = Part.in('holding').reject(code, 'bid1');
    expect([part.did, part.end]).toEqual([['release', 'end'], end]);
    expect(Part.in('considering').reject(code).end).toBe(end);
  });

  test('is not ended by the rejection of another message', () => {
    expect(Part.in('holding').reject('duplicate', 'bid2').phase).toBe('holding');
    expect(Part.in('considering').reject('expired', 'bid-of-an-earlier-call').phase).toBe('considering');
    expect(Part.in('considering').reject('settled', 'cfp1').end).toBe('lost');
  });

  test('runs out by itself, so that a caller that dies costs nothing', () => {
    const part = Part.in('holding').timer('hold');
    expect([part.did, part.end]).toEqual([['release', 'end'], 'expired']);
  });

  test('holds no slot: at an award without one it is refused', () => {
    const part = Part.in('holding').accept(1, { slotFree: false });
    expect([part.did, part.sent, part.end]).toEqual([['release', 'send', 'end'], ['refuse no-slot'], 'declined']);
    expect(part.last.at(-2)).toMatchObject({ message: { inReplyTo: 'accept1', attempt: 1 } });
    expect(part.accept().sent).toEqual(['refuse no-slot']);
  });

  test.each([0, -1, Number.NaN])('awarded with %p ms left it is refused', (remainingMs) => {
    const part = Part.in('holding').accept(1, { remainingMs });
    expect([part.sent, part.end]).toEqual([['refuse too-late'], 'declined']);
  });

  test('is not the one awarded where the award names another', () => {
    const part = Part.in('holding').accept(1, { inReplyTo: 'bid-of-an-earlier-call' });
    expect([part.sent, part.phase]).toEqual([['refuse unknown-proposal'], 'holding']);
  });

  test('is taken back when the instance stops, so that nobody awards it', () => {
    const part = Part.in('holding').stop();
    expect([part.did, part.sent, part.end]).toEqual([['release', 'send', 'end'], ['refuse draining'], 'cancelled']);
  });
});

describe('an award', () => {
  test('delivered twice is answered twice and worked on once', () => {
    const part = Part.in('working').accept();
    expect([part.did, part.sent]).toEqual([['send'], ['agree']]);
    part.done();
    expect(part.accept().sent).toEqual(['inform-result']);
    expect(part.rules.performed).toBe(1);
  });

  test('delivered again after the work was stopped is answered with how it ended', () => {
    expect(Part.in('working').cancel(1).accept().sent).toEqual(['failure cancelled']);
    expect(Part.in('working').timer('deadline').accept().sent).toEqual(['failure deadline']);
  });

  test('of another attempt is refused while this one stands', () => {
    expect(Part.in('working').accept(2).sent).toEqual(['refuse duplicate']);
    expect(Part.in('ended').accept(2).sent).toEqual(['refuse duplicate']);
  });

  test.each([
    ['before there is a bid', Part.in('considering')],
    ['after the bid ran out', Part.in('holding').timer('hold')],
    ['after the bid was rejected', Part.in('holding').reject('lost')],
    ['without any call', new Part()],
  ])('%s is refused as of an unknown proposal', (_, part) => {
    const before = part.state;
    expect(part.accept().sent).toEqual(['refuse unknown-proposal']);
    expect(part.state).toBe(before);
  });
});

describe('a cancel', () => {
  test.each([
    ['considering', ['abort', 'end'], []],
    ['holding', ['release', 'end'], []],
    ['working', ['abort', 'vacate', 'send', 'end'], ['failure cancelled']],
  ] as const)('ends it while %s', (phase, did, sent) => {
    const part = Part.in(phase).cancel();
    expect([part.did, part.sent, part.end]).toEqual([did, sent, 'cancelled']);
  });

  test('comes too late for who has finished: the result is the answer', () => {
    const part = Part.in('ended').cancel(1);
    expect([part.did, part.sent, part.end]).toEqual([['send'], ['inform-result'], 'won']);
  });

  test('of another attempt is not meant', () => {
    expect(Part.in('working').cancel(2).phase).toBe('working');
  });

  test('delivered twice is answered twice', () => {
    expect(Part.in('working').cancel(1).cancel(1).sent).toEqual(['failure cancelled']);
  });

  test('work that ends after its stop is not told', () => {
    expect(Part.in('working').cancel(1).done().last).toEqual([]);
    expect(Part.in('working').cancel(1).tell({ type: 'progress', share: 1 }).last).toEqual([]);
  });
});

describe('who is left alone', () => {
  test.each([
    ['considering', ['abort', 'end']],
    ['holding', ['release', 'end']],
    ['working', ['abort', 'vacate', 'send', 'end']],
  ] as const)('%s: it ends when the caller is gone', (phase, did) => {
    const part = Part.in(phase).callerGone();
    expect([part.did, part.end]).toEqual([did, 'cancelled']);
  });

  test('work not done in time is stopped and said to have failed for good', () => {
    const part = Part.in('working').timer('deadline');
    expect(part.did).toEqual(['abort', 'vacate', 'send', 'end']);
    expect(part.last).toContainEqual(
      expect.objectContaining({
        message: expect.objectContaining({ body: expect.objectContaining({ retryable: false }) }),
      }),
    );
    expect(part.end).toBe('expired');
  });

  test.each([
    ['considering', ['abort', 'send', 'end'], ['refuse draining'], 'declined'],
    ['working', ['abort', 'vacate', 'send', 'end'], ['failure stopped'], 'cancelled'],
  ] as const)('%s: a stop of the instance is said', (phase, did, sent, end) => {
    const part = Part.in(phase).stop();
    expect([part.did, part.sent, part.end]).toEqual([did, sent, end]);
  });

  test('a failure by a stop may be tried elsewhere', () => {
    const failure = Part.in('working')
      .stop()
      .last.find((each) => each.type === 'send');
    expect(failure).toMatchObject({ message: { body: { code: 'stopped', retryable: true } } });
  });
});
