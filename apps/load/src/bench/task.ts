// The task of the ask rows, known to both sides: what is asked for, who bids for it and on what terms. Both send it
// in messages of the same fields and about the same size.

import { defineCapability } from '@parley/mesh';
import { z } from 'zod';

export const repeatWords = defineCapability({
  name: 'repeat-words',
  description: 'Repeat words: say back the words it was told, unchanged.',
  examples: ['repeat after me: good morning', 'say the same words back to me', 'parrot this sentence'],
  input: z.object({ text: z.string().min(1).max(2_000) }),
  output: z.object({ text: z.string() }),
});

/** What the row by words asks for; the same words each time, so that their vector comes from the cache. */
export const intentByWords = 'please repeat these words after me: good morning';

export const input = { text: 'good morning' };

/** Of those who could do it, so many are called, and each makes a bid. */
export const calledCount = 3;

/** What one bidder offers, each time. */
export interface Terms {
  readonly agent: string;
  readonly instance: string;
  readonly price: string;
  readonly etaMs: number;
}

/** All who can do it, each on terms of its own, the first the cheapest. */
export function biddersOf(count: number): readonly Terms[] {
  return Array.from({ length: count }, (_, i) => ({
    agent: `bidder-${i + 1}`,
    instance: (0x0a1b2c3d4e00 + i).toString(16).padStart(12, '0'),
    price: (0.01 * (i + 1)).toFixed(2),
    etaMs: 20 + i,
  }));
}

/** The first of them, those whom a net without a rule of its own calls. */
export const called = biddersOf(calledCount);

/** Who makes the cheapest bid among those. */
export const cheapest = called[0]!.agent;

/** Both sides of a mesh write the record, or neither. */
export function recordOf(options: Readonly<Record<string, unknown>>): 'full' | 'off' {
  return options.record === 'off' ? 'off' : 'full';
}
