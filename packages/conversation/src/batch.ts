// How entries lie in the stream: a batch is one message, written by one writer about one conversation. Entries are
// counted by their writer, so that what came twice is seen and, by `after`, what is missing too. A clock's time stands
// beside them for people; nothing is ordered by it.

import { Token } from '@parley/protocol';
import { z } from 'zod';
import type { EntryBody } from './bodies.ts';

export const writerKinds = ['caller', 'coordinator', 'agent', 'supervisor'] as const;

/** Who writes: one running process's part. Each process needs an `instance` of its own. */
export const Writer = z.object({ kind: z.enum(writerKinds), name: Token, instance: Token });
export type Writer = z.infer<typeof Writer>;

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const id = z.string().min(1).max(200);

/** One entry, unpacked (pack.ts); the body is read on its own, so that one that cannot be read spoils no other. */
export const WrittenEntry = z.object({
  /** The writer's counter over everything it writes. */
  n: count,
  /** By the writer's own clock, milliseconds since 1970: shown, never ordered by. */
  timeMs: z.number(),
  /** The id of the message that this entry answers, or of an entry (see `entryId`). */
  causedBy: id.optional(),
  /** Ids of the messages that were sent right after it. */
  says: z.array(id).max(256).readonly().optional(),
  body: z.unknown(),
});

export const Batch = z.object({
  v: z.literal(1),
  conversation: Token,
  writer: Writer,
  /** The counter of this writer's entry before in this conversation, 0 for none; absent where it is not known. */
  after: count.optional(),
  /** False where inputs, outputs and words were left out on purpose. */
  content: z.boolean().optional(),
  /** What the times of the entries are counted from, milliseconds since 1970 by the writer's clock. */
  timeMs: z.number(),
  /** The table of names that packed bodies refer to. */
  names: z.array(z.string().max(8_192)).max(10_000).readonly(),
  /** Packed: each a list `[n, milliseconds since timeMs, body, causedBy, says]`. */
  entries: z.array(z.unknown()).max(10_000).readonly(),
});

/** An entry as it is read back. */
export interface Entry {
  /** `kind name/instance#n` */
  readonly id: string;
  readonly writer: Writer;
  readonly n: number;
  readonly timeMs: number;
  readonly causedBy?: string;
  readonly says: readonly string[];
  /** `unknown` is of a type that this version does not know. */
  readonly body: EntryBody | { readonly type: 'unknown'; readonly was: string };
  /** Where its batch stands in the stream. */
  readonly sequence: number;
}

/** The id by which another entry may name this one as its cause. */
export function entryId(writer: Writer, n: number): string {
  return `${addressOfWriter(writer)}#${n}`;
}

export function addressOfWriter({ kind, name, instance }: Writer): string {
  return `${kind} ${name}/${instance}`;
}

/** The page that is no conversation's: what a supervisor saw, and what could not be placed. */
export const meshPage = 'mesh';
