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

/** What one bidder offers, each time. */
export interface Terms {
  readonly agent: string;
  readonly instance: string;
  readonly price: string;
  readonly etaMs: number;
}

/** So far apart that every choice finds the same winner, and each has a different reason to lose. */
export const bidders: readonly Terms[] = [
  { agent: 'bidder-1', instance: '0a1b2c3d4e51', price: '0.01', etaMs: 20 },
  { agent: 'bidder-2', instance: '0a1b2c3d4e52', price: '0.02', etaMs: 30 },
  { agent: 'bidder-3', instance: '0a1b2c3d4e53', price: '0.03', etaMs: 40 },
];

/** Those who write no record have a mesh of their own, so that neither calls the other's bidders. */
export function meshOf(group: string, record: 'full' | 'off'): string {
  return record === 'full' ? group : `${group}-off`;
}

/** An ask counts only if every bidder made its bid and the first of them did the work. */
export const winner = bidders[0]!.agent;
