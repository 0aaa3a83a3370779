// What every conversation of one client shares: the connection, the replica, the embedder, time, and what this client
// expects of the agents.

import type { Adapter } from '@parley/adaptation';
import type { Bus, Clock } from '@parley/bus';
import type { Recorder } from '@parley/conversation';
import type { Replica } from '@parley/discovery';
import type { Embedder } from '@parley/embeddings';
import type { Down, Subjects } from '@parley/protocol';
import type { Logger } from 'pino';
import type { Circuits } from './circuits.ts';
import type { Clearing } from './clearing.ts';
import type { Outages } from './outages.ts';
import type { Reputation } from './reputation/reputation.ts';

export interface World {
  readonly bus: Bus;
  readonly subjects: Subjects;
  /** `client/<id>`: the sender of every message of this client. */
  readonly address: string;
  /** What the client is called, where it is called anything. */
  readonly name: string | undefined;
  readonly clock: Clock;
  readonly replica: Replica;
  readonly embedder: Embedder;
  readonly adapter: Adapter;
  readonly log: Logger;
  readonly reputation: Reputation;
  readonly circuits: Circuits;
  readonly outages: Outages;
  /** Where tasks that are open together are awarded together. */
  readonly clearing: Clearing | undefined;
  /** Absent where nothing is written down. */
  readonly recorder: Recorder | undefined;
  /** Conversations under way, told of every death. */
  readonly open: Set<{ down(down: Down): void; closed(): void }>;
  nextId(): string;
}
