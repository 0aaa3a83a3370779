import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryOf } from '../fuzz/arbitrary.ts';
import { addMoney, compareMoney, Money, money, ratioOfMoney, scaleMoney, subtractMoney } from '../src/index.ts';

const seed = 5;
const usd = (amount: string) => money(amount, 'USD');
const anyMoney = arbitraryOf(Money) as fc.Arbitrary<Money>;
const anyUsd = anyMoney.map(({ amount }) => usd(amount));

/** The amount in millionths, exactly. */
function millionths({ amount }: Money): bigint {
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'));
}

const largest = 10n ** 15n * 1_000_000n;
const sign = (value: bigint) => (value < 0n ? -1 : value > 0n ? 1 : 0);

describe('money is exact', () => {
  test('0.1 and 0.2 are 0.3', () => {
    expect(addMoney(usd('0.1'), usd('0.2'))).toEqual(usd('0.3'));
  });

  test('addition and subtraction agree with whole numbers of millionths', () => {
    fc.assert(
      fc.property(anyUsd, anyUsd, (a, b) => {
        const sum = millionths(a) + millionths(b);
        if (sum < largest) expect(millionths(addMoney(a, b))).toBe(sum);
        else expect(() => addMoney(a, b)).toThrow('not money');
        const rest = subtractMoney(a, b);
        const difference = millionths(a) - millionths(b);
        if (difference < 0n) expect(rest).toBeUndefined();
        else expect(millionths(rest!)).toBe(difference);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  test('comparison agrees with whole numbers of millionths', () => {
    fc.assert(
      fc.property(anyUsd, anyUsd, (a, b) => {
        expect(compareMoney(a, b)).toBe(sign(millionths(a) - millionths(b)));
        expect(compareMoney(a, a)).toBe(0);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  test('scaling rounds half up and agrees with whole numbers', () => {
    fc.assert(
      fc.property(anyUsd, fc.integer({ min: 0, max: 2_000 }), (a, thousandths) => {
        const factor = `${Math.floor(thousandths / 1000)}.${String(thousandths % 1000).padStart(3, '0')}`;
        // In billionths, then to hundredths, half up.
        const product = millionths(a) * BigInt(thousandths);
        const cents = (product + 5_000_000n) / 10_000_000n;
        if (cents * 10_000n >= largest) expect(() => scaleMoney(a, factor)).toThrow('not money');
        else expect(millionths(scaleMoney(a, factor))).toBe(cents * 10_000n);
      }),
      { seed, numRuns: 1_000 },
    );
    expect(scaleMoney(usd('10.25'), '0.1')).toEqual(usd('1.03'));
    expect(scaleMoney(usd('10.25'), '0.1', 3)).toEqual(usd('1.025'));
  });

  test('what arithmetic gives is money that the wire takes', () => {
    fc.assert(
      fc.property(anyUsd, anyUsd, (a, b) => {
        if (millionths(a) + millionths(b) < largest) expect(Money.safeParse(addMoney(a, b)).success).toBe(true);
        const rest = subtractMoney(a, b);
        if (rest !== undefined) expect(Money.safeParse(rest).success).toBe(true);
      }),
      { seed, numRuns: 500 },
    );
  });

  test('a ratio is for scores: 1 for equals, 0 of nothing, and no NaN', () => {
    expect(ratioOfMoney(usd('1.50'), usd('3'))).toBe(0.5);
    expect(ratioOfMoney(usd('0'), usd('3'))).toBe(0);
    expect(ratioOfMoney(usd('0'), usd('0.00'))).toBe(1);
    expect(ratioOfMoney(usd('1'), usd('0'))).toBe(Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(anyUsd, anyUsd, (a, b) => {
        expect(ratioOfMoney(a, b)).toBeGreaterThanOrEqual(0);
        if (compareMoney(a, b) <= 0) expect(ratioOfMoney(a, b)).toBeLessThanOrEqual(1);
      }),
      { seed },
    );
  });
});

describe('what is not money is refused', () => {
  test.each([
    '',
    '-1',
    '+1',
    '1.',
    '.5',
    '01',
    '1e3',
    '1,50',
    'NaN',
    'Infinity',
    '1.1234567',
    '1'.repeat(16),
    ' 1',
    '1\n',
  ])('the amount %j', (amount) => {
    expect(() => usd(amount)).toThrow(expect.objectContaining({ code: 'bad-money' }));
  });

  test.each(['', 'usd', 'US', 'USDT', '$', '12A'])('the currency %j', (currency) => {
    expect(() => money('1', currency)).toThrow(expect.objectContaining({ code: 'bad-money' }));
  });

  test('two currencies are never compared, added or divided', () => {
    const eur = money('1', 'EUR');
    const mismatch = expect.objectContaining({ code: 'currency-mismatch' });
    for (const run of [compareMoney, addMoney, subtractMoney, ratioOfMoney]) {
      expect(() => run(usd('1'), eur)).toThrow(mismatch);
      expect(() => run(eur, usd('0'))).toThrow(mismatch);
    }
  });

  test('a sum that the wire would refuse is refused at once', () => {
    const most = usd('9'.repeat(15));
    expect(() => addMoney(most, usd('1'))).toThrow(expect.objectContaining({ code: 'bad-money' }));
    expect(() => scaleMoney(most, '2')).toThrow(expect.objectContaining({ code: 'bad-money' }));
  });

  test.each(['-1', 'much', '', '1e9', '1.'])('a factor of %j', (factor) => {
    expect(() => scaleMoney(usd('1'), factor)).toThrow(expect.objectContaining({ code: 'bad-money' }));
  });

  test('more than six decimal places', () => {
    expect(() => scaleMoney(usd('1'), '0.3', 7)).toThrow(expect.objectContaining({ code: 'bad-money' }));
  });
});
