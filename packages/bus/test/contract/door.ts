// What the contract's tests need of a door: connections to one shared broker, and a broker of one's own to be hurt.

import { randomBytes } from 'node:crypto';
import type { Bus, BusMessage, KeyValueChange } from '../../src/index.ts';

export interface ContractBroker {
  connect(): Promise<Bus>;
  /** As by SIGKILL: nothing is said, nothing is flushed. */
  crash(): void;
  restart(options?: { readonly empty?: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface ContractDoor {
  readonly title: string;
  /** A broker that all tests of a file share. */
  shared(): Promise<ContractBroker>;
  /** A broker that one test has for itself. */
  own(): Promise<ContractBroker>;
}

export const freshName = (): string => `t${randomBytes(6).toString('hex')}`;
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (data: Uint8Array): string => new TextDecoder().decode(data);
export const textOf = (message: BusMessage): string => text(message.data);

/** Changes as short words: `+key=value`, `-key`, `listed`. */
export function word(change: KeyValueChange): string {
  if (change.type === 'listed') return 'listed';
  return change.type === 'delete' ? `-${change.key}` : `+${change.entry.key}=${text(change.entry.value)}`;
}

export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** The code a promise is rejected with, or `fulfilled`. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'fulfilled';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : `untyped: ${String(error)}`;
  }
}
