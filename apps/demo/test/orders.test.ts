import { expect, test } from '@jest/globals';
import { deadlineAt } from '@parley/agent-trade/messages';
import { ordersAt } from '../src/orders/orders.ts';

const hourMs = 3_600_000;

test('whenever the demo is played, its orders leave time for a detour', () => {
  const mondayMs = Date.parse('2026-11-23T00:00:00+01:00');
  for (let hour = 0; hour < 7 * 24; hour += 1) {
    const nowMs = mondayMs + hour * hourMs;
    for (const { intent } of ordersAt(nowMs)) {
      const [, words] = /delivered by (.+), for/.exec(intent)!;
      expect(deadlineAt(words!, nowMs)! - nowMs).toBeGreaterThan(12 * hourMs);
    }
  }
});
