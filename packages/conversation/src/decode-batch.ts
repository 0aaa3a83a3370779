// From a stored message to entries. It never throws: what cannot be read is handed back as such, with the reason, so
// that garbage in the stream is shown and counted instead of hiding what is right beside it.

import type { StoredMessage } from '@parley/bus';
import type { z } from 'zod';
import { Batch, type Entry, entryId, WrittenEntry } from './batch.ts';
import { EntryBody } from './bodies.ts';
import { Bundle, conversationOf, isBundle, mayConcern } from './bundle.ts';
import { unpackEntry } from './pack.ts';

/** A message, or one entry of it, that could not be read. */
export interface Undecodable {
  readonly sequence: number;
  readonly text: string;
}

export interface DecodedBatch {
  readonly entries: readonly Entry[];
  /** The counter of the same writer's entry before, where the batch tells it. */
  readonly after?: number;
  readonly content: boolean;
  readonly undecodable: readonly Undecodable[];
}

const knownTypes: ReadonlySet<string> = new Set(EntryBody.options.map((option) => option.shape.type.value));

/** What a message tells of one conversation: a batch of its own, or those of a bundle; nothing where it is about others. */
export function decodeBatches(message: StoredMessage, conversation: string): readonly DecodedBatch[] {
  const { data, sequence } = message;
  const bundled = isBundle(message);
  if (bundled && !mayConcern(message, conversation)) return [];
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return [wrong(sequence, 'it is no JSON')];
  }
  if (!bundled) return [decodeBatch(json, conversation, sequence)];
  const bundle = Bundle.safeParse(json);
  if (!bundle.success) return [wrong(sequence, `it is no bundle: ${firstIssue(bundle.error)}`)];
  const own = bundle.data.batches.filter((each) => conversationOf(each) === conversation);
  return own.map((each) => decodeBatch(each, conversation, sequence));
}

function decodeBatch(json: unknown, wanted: string, sequence: number): DecodedBatch {
  const parsed = Batch.safeParse(json);
  if (!parsed.success) return wrong(sequence, `it is no batch: ${firstIssue(parsed.error)}`);
  const { conversation, writer, after, content = true, timeMs, names, entries } = parsed.data;
  if (conversation !== wanted) return wrong(sequence, `it belongs to the conversation ${conversation}`);
  const decoded: Entry[] = [];
  const undecodable: Undecodable[] = [];
  for (const each of entries) {
    const entry = decodeEntry(unpackEntry(each, timeMs, names), writer, sequence);
    if (typeof entry === 'string') undecodable.push({ sequence, text: `an entry in it: ${entry}` });
    else decoded.push(entry);
  }
  return { entries: decoded, content, undecodable, ...(after === undefined ? {} : { after }) };
}

function wrong(sequence: number, text: string): DecodedBatch {
  return { entries: [], content: true, undecodable: [{ sequence, text }] };
}

function decodeEntry(value: unknown, writer: Entry['writer'], sequence: number): Entry | string {
  const written = WrittenEntry.safeParse(value);
  if (!written.success) return firstIssue(written.error);
  const { n, timeMs, causedBy, says = [], body } = written.data;
  const type: unknown = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
  const entry = { id: entryId(writer, n), writer, n, timeMs, says, sequence };
  const caused = causedBy === undefined ? {} : { causedBy };
  if (typeof type === 'string' && !knownTypes.has(type)) {
    return { ...entry, ...caused, body: { type: 'unknown', was: type.slice(0, 64) } };
  }
  const known = EntryBody.safeParse(body);
  return known.success ? { ...entry, ...caused, body: known.data } : firstIssue(known.error);
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const message = issue?.message.replace(', received undefined', ', and nothing is there') ?? 'not valid';
  return `${issue?.path.map(String).join('.') || 'it'}: ${message}`.slice(0, 200);
}
