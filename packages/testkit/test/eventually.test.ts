import { describe, expect, test } from '@jest/globals';
import { eventually } from '../src/index.ts';

describe('eventually', () => {
  test('gives back what the check returned, once it no longer throws', async () => {
    let calls = 0;
    const value = await eventually(async () => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return 'there';
    });
    expect(value).toBe('there');
    expect(calls).toBe(3);
  });

  test('says what was waited for and the last failure', async () => {
    const failing = () => {
      throw new Error('still two left');
    };
    await expect(eventually(failing, { timeoutMs: 60, what: 'an empty room' })).rejects.toThrow(
      'waited 60 ms for an empty room; the last failure: still two left',
    );
  });

  test('does not wait for a check that hangs', async () => {
    const hanging = () => new Promise<never>(() => {});
    await expect(eventually(hanging, { timeoutMs: 60 })).rejects.toThrow('the check itself did not return');
  });
});
