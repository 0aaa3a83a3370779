import { describe, expect, test } from '@jest/globals';
import { money, tieBreak } from '@parley/protocol';
import fc from 'fast-check';
import { type Bid, type ChoiceTerms, chooseBid, preferences, weightsFor } from '../src/index.ts';

const seed = 11;
const terms: ChoiceTerms = { remainingMs: 30_000, currency: 'USD', weights: weightsFor(), seed: 't1' };

function bid(agent: string, price: string, etaMs: number, more: Partial<Bid> = {}): Bid {
  const measured = { reliability: 0.5, doubt: 0, timeFactor: 1 };
  return { agent, instance: '1', price: money(price, 'USD'), etaMs, fit: { status: 'ok' }, ...measured, ...more };
}

const order = (bids: readonly Bid[], more: Partial<ChoiceTerms> = {}) =>
  chooseBid(bids, { ...terms, ...more }).ranked.map((each) => each.bid.agent);

// In whole cents, so that a difference never vanishes in a double.
const amount = fc.integer({ min: 0, max: 1_000_000 }).map((cents) => (cents / 100).toFixed(2));
const anyBids = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.constantFrom('1', '2')), {
    maxLength: 12,
    selector: ([agent, instance]) => `${agent}/${instance}`,
  })
  .chain((names) =>
    fc.tuple(
      ...names.map(([agent, instance]) =>
        fc
          .record({
            price: amount,
            etaMs: fc.integer({ min: 0, max: 60_000 }),
            reliability: fc.integer({ min: 0, max: 100 }),
            doubt: fc.integer({ min: 0, max: 30 }),
          })
          .map(({ price, etaMs, reliability, doubt }) =>
            bid(`agent${agent}`, price, etaMs, { instance, reliability: reliability / 100, doubt: doubt / 100 }),
          ),
      ),
    ),
  );
const anyTerms: fc.Arbitrary<ChoiceTerms> = fc.record({
  remainingMs: fc.integer({ min: 0, max: 60_000 }),
  currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
  weights: fc.constantFrom(weightsFor(), ...preferences.map(weightsFor)),
  seed: fc.string({ maxLength: 8 }),
});

describe('hard limits come before the score', () => {
  const priceLimit = money('2.50', 'USD');

  test.each([
    ['over the price limit', bid('a', '2.51', 1), 'over-price', 'price 2.51 over the limit 2.50 USD'],
    ['too slow for what is left', bid('a', '1', 30_001), 'too-slow', 'needs 30001 ms, 30000 ms are left'],
    [
      'in another currency',
      bid('a', '1', 1, { price: money('1', 'EUR') }),
      'wrong-currency',
      'priced in EUR, bids are in USD here',
    ],
    [
      'without its input',
      bid('a', '1', 1, { fit: { status: 'missing', missing: ['iban', 'bic'] } }),
      'missing-input',
      'lacks iban, bic',
    ],
  ])('a bid %s cannot win, and the board says why', (_, against, code, text) => {
    const choice = chooseBid([against, bid('b', '2.50', 30_000)], { ...terms, priceLimit });
    expect(choice.ranked.map((each) => each.bid.agent)).toEqual(['b']);
    expect(choice.ineligible).toEqual([{ bid: against, code, text }]);
  });

  test('an input that fits after adaptation may win', () => {
    expect(order([bid('a', '1', 1, { fit: { status: 'adapted' } })])).toEqual(['a']);
  });

  test('a bid outside the limits does not move the scores of those inside', () => {
    const inside = [bid('a', '2', 100), bid('b', '2.20', 90)];
    const alone = chooseBid(inside, { ...terms, priceLimit });
    const beside = chooseBid([...inside, bid('c', '9', 1), bid('d', '0.01', 99_999)], { ...terms, priceLimit });
    expect(beside.ranked).toEqual(alone.ranked);
  });

  test('a price limit in another currency is an error and no choice', () => {
    const inEuro = { ...terms, priceLimit: money('2', 'EUR') };
    expect(() => chooseBid([bid('a', '1', 1)], inEuro)).toThrow(expect.objectContaining({ code: 'currency-mismatch' }));
  });
});

describe('the score is a weighted utility', () => {
  test('the best offer of each term has its whole weight, the others their share of it', () => {
    const { ranked } = chooseBid(
      [bid('a', '1', 200, { reliability: 0.9 }), bid('b', '2', 100, { reliability: 0.3 })],
      terms,
    );
    expect(ranked).toMatchObject([
      { bid: { agent: 'a' }, scoreByTerm: { price: 0.4, time: 0.15, reliability: 0.3, quality: 0 } },
      { bid: { agent: 'b' }, scoreByTerm: { price: 0.2, time: 0.3, quality: 0 } },
    ]);
    // A third as reliable keeps half of all its score: 0.5 * 0.3 - 0.5 * (0.2 + 0.3).
    expect(ranked[1]?.scoreByTerm?.reliability).toBeCloseTo(-0.1, 12);
    expect(ranked[1]?.score).toBeCloseTo(0.4, 12);
  });

  test('who never delivers does not win by a low price, and who is always late not by a short promise', () => {
    expect(
      order([bid('never', '0.01', 100, { reliability: 0.05 }), bid('good', '0.05', 100, { reliability: 0.95 })]),
    ).toEqual(['good', 'never']);
    expect(order([bid('late', '1', 10, { timeFactor: 50 }), bid('plain', '1', 100)])).toEqual(['plain', 'late']);
  });

  test('who may as well be as reliable as the best counts as that, and who is worse in any case does not', () => {
    const known = bid('known', '1', 100, { reliability: 0.95, doubt: 0.01 });
    const scoreOf = (reliability: number, doubt: number) =>
      chooseBid([known, bid('other', '1', 100, { reliability, doubt })], terms).ranked.find(
        (each) => each.bid.agent === 'other',
      )?.score;
    expect([scoreOf(0.9, 0.17), scoreOf(0.9, 0.05)]).toEqual([1, 1]);
    expect(scoreOf(0.9, 0.01)).toBeLessThan(1);
    expect(scoreOf(0.6, 0.24)).toBeLessThan(scoreOf(0.9, 0.01)!);
  });

  test('what the caller prefers decides', () => {
    const bids = [
      bid('cheap', '1', 900, { reliability: 0.4 }),
      bid('fast', '3', 300, { reliability: 0.4 }),
      bid('sure', '3', 900, { reliability: 0.9 }),
    ];
    expect(preferences.map((prefer) => order(bids, { weights: weightsFor(prefer) })[0])).toEqual([
      'cheap',
      'fast',
      'sure',
    ]);
  });

  test('free and immediate are the best there is, and no division by zero', () => {
    const { ranked } = chooseBid([bid('a', '0', 0), bid('b', '0.00', 0), bid('c', '1', 1)], terms);
    expect(ranked.map(({ score }) => score)).toEqual([1, 1, 0.3]);
    expect(ranked[2]?.bid.agent).toBe('c');
  });

  test('where nobody was ever reliable, nobody is ahead by it', () => {
    const { ranked } = chooseBid([bid('a', '1', 1, { reliability: 0 }), bid('b', '2', 1, { reliability: 0 })], terms);
    expect(ranked.map(({ scoreByTerm }) => scoreByTerm?.reliability)).toEqual([0.3, 0.3]);
  });

  test('a score is the sum of its terms, between 0 and 1, and the ranking follows it', () => {
    fc.assert(
      fc.property(anyBids, anyTerms, (bids, under) => {
        const { ranked, ineligible } = chooseBid(bids, under);
        expect(ranked.length + ineligible.length).toBe(bids.length);
        ranked.forEach(({ score, scoreByTerm }, i) => {
          const { price, time, reliability, quality } = scoreByTerm!;
          expect(score).toBe(price + time + reliability + quality);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-12);
          if (i > 0) expect(score).toBeLessThanOrEqual(ranked[i - 1]!.score);
        });
      }),
      { seed, numRuns: 500 },
    );
  });

  test('a bid that is better in every term never loses', () => {
    const ahead = fc.tuple(
      anyBids,
      amount,
      fc.integer({ min: 1, max: 59_999 }),
      fc.integer({ min: 1, max: 99 }),
      anyTerms,
    );
    fc.assert(
      fc.property(ahead, ([others, price, etaMs, reliability, under]) => {
        const worse = bid('worse', (Number(price) + 0.01).toFixed(2), etaMs + 1, {
          reliability: (reliability - 1) / 100,
        });
        const better = bid('better', price, etaMs, { reliability: reliability / 100 });
        const ranked = order([...others, worse, better], under);
        if (ranked.includes('worse')) expect(ranked.indexOf('better')).toBeLessThan(ranked.indexOf('worse'));
      }),
      { seed, numRuns: 1_000 },
    );
  });
});

describe('the order of arrival never matters', () => {
  test('any permutation of the bids gives the same choice', () => {
    const permuted = anyBids.chain((bids) =>
      fc.tuple(fc.constant(bids), fc.shuffledSubarray([...bids], { minLength: bids.length }), anyTerms),
    );
    fc.assert(
      fc.property(permuted, ([bids, shuffled, under]) => {
        const one = chooseBid(bids, under);
        const other = chooseBid(shuffled, under);
        expect(other.ranked).toEqual(one.ranked);
        expect(new Set(other.ineligible.map((each) => each.bid))).toEqual(
          new Set(one.ineligible.map((each) => each.bid)),
        );
      }),
      { seed, numRuns: 500 },
    );
  });

  test('equal bids are ranked by the task, so that each wins its share', () => {
    const names = ['a', 'b', 'c', 'd'];
    const bids = names.map((name) => bid(name, '1', 1));
    const wins = new Map<string, number>();
    for (let task = 0; task < 4_000; task++) {
      const first = order(bids, { seed: `task${task}` })[0]!;
      expect(order([...bids].reverse(), { seed: `task${task}` })[0]).toBe(first);
      wins.set(first, (wins.get(first) ?? 0) + 1);
    }
    for (const name of names) expect(wins.get(name)! / 4_000).toBeCloseTo(0.25, 1);
  });

  test('names whose hashes are equal are ranked by name', () => {
    // Found by a search; two of some 60,000 names are enough for a 32-bit hash.
    const equal = ['av93m4y', 'a1nw1v4u'];
    expect(new Set(equal.map((name) => tieBreak('t1', `${name}/1`))).size).toBe(1);
    const bids = equal.map((name) => bid(name, '1', 1));
    expect(order(bids)).toEqual([...equal].sort());
    expect(order([...bids].reverse())).toEqual([...equal].sort());
  });
});

describe("a caller's own score", () => {
  const cheapest = (bid: Bid) => -Number(bid.price.amount);

  test('decides alone, within the limits, and ties go to the usual hash', () => {
    const bids = [bid('a', '2', 1), bid('b', '1', 9_000, { reliability: 0.01 }), bid('c', '0.5', 60_000)];
    const { ranked, ineligible } = chooseBid(bids, { ...terms, scoreBid: cheapest });
    expect(ranked.map(({ bid: { agent }, score }) => [agent, score])).toEqual([
      ['b', -1],
      ['a', -2],
    ]);
    expect(ranked.every(({ scoreByTerm }) => scoreByTerm === undefined)).toBe(true);
    expect(ineligible.map(({ code }) => code)).toEqual(['too-slow']);
    expect(order([bid('x', '1', 1), bid('y', '1', 1)], { scoreBid: () => 7 })).toEqual(
      order([bid('y', '1', 1), bid('x', '1', 1)], { scoreBid: () => 7 }),
    );
  });

  test('sees all bids that may win', () => {
    const seen: number[] = [];
    const bids = [bid('a', '1', 1), bid('b', '2', 1), bid('c', '2', 60_000)];
    chooseBid(bids, { ...terms, scoreBid: (_, all) => seen.push(all.length) });
    expect(seen).toEqual([2, 2]);
  });

  test('that fails for a bid, or gives no number, passes it over and says why', () => {
    const scoreBid = ({ agent }: Bid) => {
      if (agent === 'a') throw new Error('no idea');
      return agent === 'b' ? Number.NaN : 1;
    };
    const { ranked, ineligible } = chooseBid([bid('a', '1', 1), bid('b', '1', 1), bid('c', '9', 9)], {
      ...terms,
      scoreBid,
    });
    expect(ranked.map((each) => each.bid.agent)).toEqual(['c']);
    expect(ineligible.map(({ code, text }) => `${code}: ${text}`)).toEqual([
      "not-scored: the caller's own score failed: no idea",
      "not-scored: the caller's own score gave NaN, which is no finite number",
    ]);
  });
});
