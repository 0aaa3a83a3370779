// Every phase of the participant meets every event, in every order.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { message } from './support/messages.ts';
import { Part } from './support/part.ts';

const phases = ['idle', 'considering', 'holding', 'working', 'ended'] as const;
const codes = ['lost', 'late', 'duplicate', 'ineligible', 'unknown-task', 'cancelled', 'expired', 'settled'] as const;

const events: Record<string, (part: Part) => Part> = {
  cfp: (part) => part.call(),
  'another cfp': (part) => part.call(250, 'cfp2'),
  'cfp too late': (part) => part.call(0, 'cfp3'),
  bid: (part) => part.bid(),
  refusal: (part) => part.bid({ type: 'refusal', code: 'declined', text: '' }),
  missing: (part) => part.bid({ type: 'missing', text: '', schema: {}, missing: [] }),
  accept: (part) => part.accept(),
  'accept again': (part) => part.accept(),
  'accept of another attempt': (part) => part.accept(2),
  'accept of another bid': (part) => part.accept(1, { inReplyTo: 'other' }),
  'accept without a slot': (part) => part.accept(1, { slotFree: false }),
  'accept too late': (part) => part.accept(1, { remainingMs: 0 }),
  ...Object.fromEntries(codes.map((code) => [`reject ${code}`, (part: Part) => part.reject(code)])),
  'reject of another bid': (part) => part.reject('lost', 'other'),
  cancel: (part) => part.cancel(),
  'cancel of attempt 1': (part) => part.cancel(1),
  'cancel of attempt 2': (part) => part.cancel(2),
  progress: (part) => part.tell({ type: 'progress', share: 0.5, partial: [1] }),
  query: (part) => part.tell({ type: 'query', id: 'q1', body: { question: 'Which account?' } }),
  answer: (part) => part.tell({ type: 'answer', message: message('answer', { value: 1 }, { inReplyTo: 'q1' }) }),
  'answer to nothing': (part) => part.tell({ type: 'answer', message: message('answer', { value: 1 }) }),
  output: (part) => part.done(),
  failure: (part) => part.fail(),
  'caller gone': (part) => part.callerGone(),
  stop: (part) => part.stop(),
  'timer bid': (part) => part.timer('bid'),
  'timer hold': (part) => part.timer('hold'),
  'timer deadline': (part) => part.timer('deadline'),
};

/** What every run ends with: the timer that is running fires, and then the part is over. */
function runOut(part: Part): Part {
  for (const timer of [...part.rules.timers]) part.timer(timer as 'bid' | 'hold' | 'deadline');
  return part;
}

describe('the participant takes every event in every phase', () => {
  test.each(phases)('%s: no throw, no change in place, no command against the rules', (phase) => {
    for (const event of Object.values(events)) event(Part.in(phase));
  });

  test.each(['considering', 'holding', 'working'] as const)('%s is never left without a timer', (phase) => {
    const part = Part.in(phase);
    expect([...part.rules.timers]).toEqual([{ considering: 'bid', holding: 'hold', working: 'deadline' }[phase]]);
    expect(runOut(part).phase).toBe('ended');
  });

  test('the phases and where they lead', () => {
    const table = Object.fromEntries(
      phases.map((phase) => {
        const to = Object.values(events).map((event) => event(Part.in(phase)).phase);
        return [phase, [...new Set(to)].filter((each) => each !== phase).sort()];
      }),
    );
    expect(table).toEqual({
      idle: ['considering', 'ended'],
      considering: ['ended', 'holding'],
      holding: ['ended', 'working'],
      working: ['ended'],
      ended: [],
    });
  });

  test('after its end it only answers, and never changes', () => {
    for (const event of Object.values(events)) {
      const part = Part.in('ended');
      const before = part.state;
      event(part);
      expect(part.state).toBe(before);
      expect(part.did.every((type) => type === 'send')).toBe(true);
    }
  });

  test('no sequence of events breaks a rule, and each ends in exactly one way', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...phases),
        fc.array(fc.constantFrom(...Object.keys(events)), { maxLength: 25 }),
        (phase, names) => {
          const part = Part.in(phase);
          for (const name of names) events[name]!(part);
          runOut(part);
          if (part.phase === 'idle') return;
          expect(part.phase).toBe('ended');
          expect(part.end).toBe(part.state.end);
          ends.add(part.end!);
        },
      ),
      { seed: 23, numRuns: 2_000 },
    );
    expect([...ends].sort()).toEqual(['cancelled', 'declined', 'expired', 'lost', 'won']);
  });
});
