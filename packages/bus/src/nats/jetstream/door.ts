// What streams and buckets need of the connection they live on. They speak JetStream over any bus; only here would
// another kind of connection plug in.

import type { Bus } from '../../bus.ts';
import type { BusError } from '../../errors.ts';

export interface Door {
  readonly bus: Bus;
  /** A fresh subject for a consumer to deliver to, outside of the multiplexer's wildcard. */
  nextInbox(): string;
  /** Tells the connection's listeners of something that went wrong where no caller waits. */
  tell(error: BusError, subject: string): void;
}
