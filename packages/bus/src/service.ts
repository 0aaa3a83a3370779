// A NATS micro service (ADR-32): how NATS tooling finds an instance and asks it for figures.

import type { BusMessage } from './message.ts';

export interface ServiceConfig {
  /** `[A-Za-z0-9_-]+` */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly endpoints: readonly ServiceEndpoint[];
  /** Whatever the service wants to say of itself in `$SRV.STATS`; called for each question. */
  readonly stats?: () => Readonly<Record<string, unknown>>;
}

/** An endpoint is a subscription that is counted. `subject` may have wildcards. */
export interface ServiceEndpoint {
  readonly name: string;
  readonly subject: string;
  handle(message: BusMessage): void;
}

export interface Service {
  readonly id: string;
  close(): Promise<void>;
}
