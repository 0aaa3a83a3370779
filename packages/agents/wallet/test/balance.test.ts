import { describe, expect, test } from '@jest/globals';
import { available, debited, refunded } from '../src/balance.ts';

describe('the balance of the wallet', () => {
  test('goes down by what a conversation takes, once', () => {
    const once = debited(undefined, 'c1', '50.10')!;
    expect(available(once).toFixed(2)).toBe('9.90');
    expect(debited(once, 'c1', '50.10')).toBeUndefined();
    expect(available(debited(once, 'c2', '9.90')!).toFixed(2)).toBe('0.00');
  });

  test('is never overdrawn', () => {
    expect(debited(undefined, 'c1', '60.01')).toBeUndefined();
    expect(debited(debited(undefined, 'c1', '60'), 'c2', '0.01')).toBeUndefined();
  });

  test('comes back when the payment failed, once', () => {
    const taken = debited(undefined, 'c1', '50')!;
    const back = refunded(taken, 'c1')!;
    expect(available(back).toFixed(2)).toBe('60.00');
    expect(refunded(back, 'c1')).toBeUndefined();
  });
});
