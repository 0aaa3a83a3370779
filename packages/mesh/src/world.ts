// What every conversation of one client shares: the connection, the replica, the embedder, time, and what this client
// has measured of the agents.

import type { Adapter } from '@parley/adaptation';
import type { Bus, Clock } from '@parley/bus';
import { type Outcomes, reliabilityOf } from '@parley/contract-net';
import type { Recorder } from '@parley/conversation';
import type { Replica } from '@parley/discovery';
import type { Embedder } from '@parley/embeddings';
import type { Down, Subjects } from '@parley/protocol';
import type { Logger } from 'pino';
import type { Circuits } from './circuits.ts';
import type { Outages } from './outages.ts';

export interface World {
  readonly bus: Bus;
  readonly subjects: Subjects;
  /** `client/<id>`: the sender of every message of this client. */
  readonly address: string;
  readonly clock: Clock;
  readonly replica: Replica;
  readonly embedder: Embedder;
  readonly adapter: Adapter;
  readonly log: Logger;
  readonly measured: Measured;
  readonly circuits: Circuits;
  readonly outages: Outages;
  /** Absent where nothing is written down. */
  readonly recorder: Recorder | undefined;
  /** Conversations under way, told of every death. */
  readonly open: Set<{ down(down: Down): void; closed(): void }>;
  nextId(): string;
}

/** What this client saw of each agent in each capability; other clients' experience comes with shared reputation. */
export class Measured {
  readonly #outcomes = new Map<string, Outcomes>();

  reliability(agent: string, capability: string): number {
    return reliabilityOf(this.#outcomes.get(`${agent}.${capability}`) ?? { done: 0, failed: 0 });
  }

  count(agent: string, capability: string, how: keyof Outcomes): void {
    const key = `${agent}.${capability}`;
    const before = this.#outcomes.get(key) ?? { done: 0, failed: 0 };
    this.#outcomes.set(key, { ...before, [how]: before[how] + 1 });
  }
}
