// What a running instance has before it holds contracts: the doors it has and the facts it goes by.

import type { Adapter } from '@parley/adaptation';
import type { Bus, Clock } from '@parley/bus';
import type { Recorder } from '@parley/conversation';
import type { Once, Store } from '@parley/ledger';
import type { Subjects } from '@parley/protocol';
import type { Logger } from 'pino';
import type { AgentDefinition } from './definition.ts';
import type { Farewells } from './farewells.ts';
import type { OwnClient } from './own-client.ts';
import type { Slots } from './slots.ts';

export interface InstanceDoors {
  readonly definition: AgentDefinition;
  readonly instance: string;
  /** `agent/instance` */
  readonly address: string;
  readonly bus: Bus;
  readonly subjects: Subjects;
  readonly clock: Clock;
  readonly slots: Slots;
  readonly config: Readonly<Record<string, unknown>>;
  readonly store: Store;
  readonly once: Once;
  readonly log: Logger;
  /** Absent where nothing is written down. */
  readonly recorder: Recorder | undefined;
  readonly farewells: Farewells;
  readonly client: OwnClient;
  readonly adapter: Adapter;
  nextId(): string;
}
