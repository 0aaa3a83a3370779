// What a recorder is given and what it gives: the options, the doors, the numbers it goes by unless told otherwise.

import type { Clock } from '@parley/bus';
import type { Writer } from './batch.ts';
import type { EntryBody } from './bodies.ts';
import type { CapabilitySchemas } from './content.ts';

export interface RecorderOptions {
  readonly mesh: string;
  /** Its `instance` must be no other process's. */
  readonly writer: Writer;
  /**
   * The JSON Schemas of a capability, as far as they are known here: what they mark as secret leaves the process only as
   * "[secret]", and a value without a known schema does not leave it at all.
   */
  readonly schemasOf: (capability: string) => readonly CapabilitySchemas[];
  /** False leaves out inputs, outputs, the intent's words and notes. */
  readonly captureContent?: boolean;
  readonly clock?: Clock;
  /** What the clock's zero is, in milliseconds since 1970; shown to people and used for nothing else. */
  readonly epochMs?: number;
  readonly batchMs?: number;
  /** Entries that may wait as objects, and bytes that may wait for the broker. */
  readonly entriesMax?: number;
  readonly bytesMax?: number;
  readonly random?: () => number;
  /** Told once for each kind of trouble until it is over. */
  readonly onProblem?: (problem: { readonly code: string; readonly text: string }) => void;
}

export interface RecorderStats {
  readonly entries: number;
  readonly batches: number;
  /** Left out because there was no room, or no broker at the end. */
  readonly dropped: number;
  /** Not yet acknowledged. */
  readonly waiting: number;
}

export interface Recorder extends AsyncDisposable {
  /** Takes one entry. `causedBy` is the id of the message or entry it answers. Never throws, never waits. */
  append(conversation: string, body: EntryBody, causedBy?: string): void;
  /** Right after the last entry of this conversation the message of this id was sent. */
  said(conversation: string, messageId: string): void;
  /** Nothing more is expected here: its batch goes soon. */
  end(conversation: string): void;
  /**
   * Nothing more is expected here, and another writer tells the same: it is left out, unless a part of it has left
   * already, which then gets its end.
   */
  forget(conversation: string): void;
  readonly stats: RecorderStats;
  /** Writes all that waits; false where that did not succeed in time. */
  flush(withinMs?: number): Promise<boolean>;
  /** Writes what it can within the time, tells what it could not, and takes nothing more. */
  close(withinMs?: number): Promise<void>;
}

export const recorderDefaults = {
  batchMs: 250,
  /** Ended conversations wait this long for company. */
  endedMs: 20,
  entriesMax: 20_000,
  bytesMax: 16 * 1024 * 1024,
  closeWithinMs: 2_000,
} as const;
