import { describe, expect, test } from '@jest/globals';
import { type ConversationEvent, createNarrator, durationText, narrateOutcome, type Outcome } from '../src/index.ts';

const usd = (amount: string) => ({ amount, currency: 'USD' });
const candidate = (agent: string, instance: string, similarity = 0.5) => ({
  agent,
  instance,
  capability: 'pay',
  similarity,
  reliability: 0.5,
});
const weights = { price: 0.4, time: 0.3, reliability: 0.3, quality: 0 };

function told(...events: readonly ConversationEvent[]): string {
  const narrate = createNarrator();
  return events.flatMap((event) => narrate(event).map(({ text }) => text)).join('\n');
}

describe('durationText', () => {
  test.each([
    [0.4, '0 ms'],
    [250, '250 ms'],
    [2_100, '2.1 s'],
  ])('says %d ms as "%s"', (ms, text) => expect(durationText(ms)).toBe(text));
});

describe('a narrator', () => {
  test('names each of the shortlist with its similarity, and the time once', () => {
    const candidates = [candidate('card', 'a1', 0.47), candidate('wallet', 'b1', 0.41)];
    expect(told({ type: 'shortlisted', atMs: 20, round: 1, candidates }).split('\n')).toEqual([
      '  0.02 s  shortlist    card    pay, similarity 0.47',
      '                       wallet  pay, similarity 0.41',
    ]);
  });

  test('calls an agent by its instance only where several of it are asked', () => {
    const agreed = { type: 'agreed', atMs: 1, attempt: 1, agent: 'card', instance: 'a1', etaMs: 800 } as const;
    const asked = (...instances: string[]): ConversationEvent => ({
      type: 'shortlisted',
      atMs: 0,
      round: 1,
      candidates: instances.map((each) => candidate('card', each)),
    });
    expect(told(asked('a1'), agreed)).toContain('card promises it in 800 ms');
    expect(told(asked('a1', 'a2'), agreed)).toContain('card/a1 promises it');
  });

  test('tells each bid with its score by term, and why one cannot win; a term without weight has no column', () => {
    const bid = { capability: 'pay', etaMs: 800, fit: { status: 'ok' } } as const;
    const scoreByTerm = { price: 0.3, time: 0.3, reliability: 0.3, quality: 0 };
    const ineligible = { code: 'too-slow', text: 'needs 2100 ms, 2000 ms are left' } as const;
    const text = told({
      type: 'scored',
      atMs: 40,
      weights,
      board: [
        { ...bid, agent: 'card', instance: 'a1', price: usd('1.75'), score: 0.9, scoreByTerm },
        { ...bid, agent: 'bank', instance: 'b1', price: usd('0.30'), ineligible },
      ],
    });
    expect(text).toMatch(/price \(40%\) +time \(30%\) +reliability \(30%\) +total/);
    expect(text).toMatch(/card +0\.300 +0\.300 +0\.300 +0\.900/);
    expect(text).toContain('cannot win: needs 2100 ms, 2000 ms are left');
    expect(text).not.toContain('quality');
  });

  test('says which instance failed, and how that was noticed', () => {
    const text = told({
      type: 'attempt-failed',
      atMs: 5_000,
      attempt: 1,
      agent: 'card',
      instance: 'a1',
      cause: 'no-progress',
      text: 'silent',
      noticedBy: 'the progress deadline passed',
      detectionMs: 4_000,
    });
    expect(text).toContain('card/a1: silent; noticed because the progress deadline passed after 4000 ms');
  });

  test('lets no line break or control character of a peer through', () => {
    const note = 'cheap\n\u001b[2Jand \u009b2J\u202egood';
    const text = told({ type: 'proposed', atMs: 0, agent: 'card', instance: 'a1', price: usd('1'), etaMs: 1, note });
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain('cheap');
  });
});

describe('the end of a conversation', () => {
  const tried = { rounds: 1, bidders: [], board: [], attempts: [], elapsedMs: 1 };
  const linesOf = (outcome: object) =>
    narrateOutcome({ conversation: 'c', intent: 'i', text: '', tried, ...outcome } as unknown as Outcome).map(
      ({ text }) => text,
    );

  test('is the result, a line a field, in which nothing can steer a terminal', () => {
    const output = { receipt: 'ch_1', note: '\u001b[2J\n\u009b2J\u202e', list: ['\u009b2J'], sum: 5 };
    expect(linesOf({ type: 'done', output })).toEqual([
      'receipt: ch_1',
      'note: \\u001b[2J\\u000a\\u009b2J\\u202e',
      'list: ["\\u009b2J"]',
      'sum: 5',
    ]);
    expect(linesOf({ type: 'done', output: 'hello' })).toEqual(['hello']);
    const order = { total: { amount: '9.50', currency: 'EUR' }, story: ['bought', 'brought'], none: [] };
    expect(linesOf({ type: 'done', output: order })).toEqual([
      'total: 9.50 EUR',
      'story:',
      '  bought',
      '  brought',
      'none: []',
    ]);
  });

  test('names the nearest where nobody can do it', () => {
    const nearest = [{ agent: 'echo', capability: 'echo', similarity: 0.14 }];
    expect(linesOf({ type: 'no-route', nearest, threshold: 0.21 })[0]).toBe(
      'nearest: echo of echo, similarity 0.14, 0.21 is needed',
    );
  });

  test('says what is missing, and what it must look like', () => {
    const schema = { type: 'object', properties: { amount: { type: 'string' } } };
    expect(linesOf({ type: 'needs-input', capability: 'pay', missing: ['amount'], schema })).toEqual([
      'missing for pay: amount',
      'amount: {"type":"string"}',
    ]);
  });
});
