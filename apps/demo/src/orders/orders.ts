// The second act: orders in words that nobody can do alone. Nothing here names an agent.

import { deadlineAt } from '@parley/agent-trade/messages';

export interface OrderScene {
  readonly title: string;
  readonly intent: string;
  /** How it must end for the demo to have worked. */
  readonly expected: 'done' | 'failed';
  /** A road of the way is closed while the goods are on it; which one, the seed says. */
  readonly closesRoad?: { readonly seed: string };
}

/**
 * Shorter before a deadline nobody could be there in time, as of a Friday at eleven, or only by the way that is closed: a
 * truck waits two hours for its goods, drives for up to four, and once more as long where it has to turn.
 */
const shortestMs = 12 * 3_600_000;

/** The orders as they are said at this time, in milliseconds since 1970. */
export function ordersAt(nowMs: number): readonly OrderScene[] {
  const friday = deadlineAt('Friday noon', nowMs);
  const deadline = friday !== undefined && friday - nowMs > shortestMs ? 'Friday noon' : 'Monday noon';
  const order = `order 40 pallets of cement for our site in Graz, delivered by ${deadline}, for at most`;
  return [
    { title: 'An order that takes a supplier and a carrier', intent: `${order} 9000 euros`, expected: 'done' },
    {
      title: 'The same, and a road closes while the goods are on their way',
      intent: `${order} 9000 euros`,
      expected: 'done',
      closesRoad: { seed: 'a closed road' },
    },
    { title: 'The same, for too little money', intent: `${order} 7000 euros`, expected: 'failed' },
  ];
}
