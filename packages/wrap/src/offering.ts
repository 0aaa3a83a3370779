// What a wrapped capability says beside what it does: its name, its price and its times. An author gives them where the
// capability is declared, and whoever runs the agent may set them in its configuration.

import { Money } from '@parley/protocol';
import { z } from 'zod';

export interface Offering {
  /** The key in `defineAgent`'s capabilities unless said. */
  readonly name?: string;
  /** What the agent asks for it, in the mesh's currency where it is a plain decimal; the configuration's `price` comes before it. */
  readonly price?: string | Money;
  /** How long it takes, until it has been measured; the configuration's `etaMs` comes before it. */
  readonly etaMs?: number;
  /** How long it may take in all, what is repeated included; 8 s unless said. */
  readonly timeoutMs?: number;
}

export const offeringDefaults = { price: '0.01', timeoutMs: 8_000 } as const;

/** The fields of a configuration that say it otherwise. */
export const offeringFields = {
  price: z.union([Money, Money.shape.amount]).optional(),
  etaMs: z.int().min(1).optional(),
};

/** Silence is given up a little later than the call itself. */
const graceMs = 2_000;

export function hintsOf({ etaMs, timeoutMs }: { readonly etaMs: number; readonly timeoutMs: number }) {
  return { durationMs: etaMs, progressWithinMs: timeoutMs + graceMs };
}
