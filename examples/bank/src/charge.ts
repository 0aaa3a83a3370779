// A charge, and the asking for one, as the book keeps them.

import type { ChargeOrder } from './charge-order.ts';

/** A charge that was made. `at` is an ISO date; `key` is null where the asker sent none. */
export interface Charge extends ChargeOrder {
  id: string;
  key: string | null;
  at: string;
}

/** One `POST /charges`, whatever came of it. `status` and `answer` are null while it waits, and when it was never answered. */
export interface ChargeRequest {
  number: number;
  key: string | null;
  at: string;
  body: unknown;
  status: number | null;
  answer: unknown;
  /** True where the bank charged and then hung up without a word. */
  dropped: boolean;
}
