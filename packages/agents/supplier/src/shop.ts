// What a supplier's parts share: who it is, how it is configured, and where its sales are kept.

import type { SupplierConfig } from './config.ts';

export interface Shop {
  /** The agent's name. */
  readonly name: string;
  readonly config: SupplierConfig;
}

/** Where the sales are in the agent's store. */
export const salesKey = 'sales';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export function restockMsOf({ config }: Shop): number {
  return config.restockHours * hourMs;
}

/** When goods that are ordered at that time can be fetched, in milliseconds since 1970, on the full minute. */
export function readyAtMs({ config }: Shop, orderedAtMs: number): number {
  return Math.ceil((orderedAtMs + config.leadHours * hourMs) / minuteMs) * minuteMs;
}
