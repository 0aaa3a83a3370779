// What streams, buckets and services in memory need of the connection they live on.

import type { Bus } from '../bus.ts';
import type { MemoryServer } from './memory-server.ts';

export interface MemoryDoor extends Bus {
  readonly broker: MemoryServer;
  /** @throws BusError `closed`, `disconnected` */
  checkReachable(what: string): void;
  /** @throws BusError `payload-too-large` */
  checkSize(subject: string, data: Uint8Array): void;
  /** Takes what a handler of ours threw. */
  handlerFailed(error: unknown, subject: string): void;
}
