// From a page's entries to the bytes of its batches: content left out or without secrets, nothing above the size of a
// message. Whatever an entry holds, it is written in some form: what is no JSON or too large is said to be so.

import type { Writer } from './batch.ts';
import type { EntryBody } from './bodies.ts';
import { withoutContent } from './content.ts';
import { Names, packEntry } from './pack.ts';
import type { Page, PendingEntry } from './page.ts';

export interface BatchSetting {
  readonly writer: Writer;
  readonly captureContent: boolean;
  readonly batchBytesMax: number;
}

export interface WrittenBatch {
  readonly bytes: Uint8Array;
  readonly entries: number;
}

interface Parts {
  readonly conversation: string;
  readonly writer: Writer;
  readonly after: number | undefined;
  readonly content: boolean;
  readonly entries: readonly PendingEntry[];
}

const contentFields = ['intent', 'input', 'output', 'partial', 'note'] as const;

/** Takes what waits on the page. Never throws. */
export function writeBatches(page: Page, { writer, captureContent, batchBytesMax }: BatchSetting): WrittenBatch[] {
  const { entries, after } = page.take();
  if (entries.length === 0) return [];
  const bodies = preparedBodies(page, entries, captureContent);
  const prepared = entries.map((entry, index): PendingEntry => {
    const { n, timeMs, causedBy, says, dropped } = entry;
    const body = bodies[index]!;
    return { n, timeMs, causedBy, says, body: dropped === undefined ? body : ({ ...body, dropped } as EntryBody) };
  });
  const { conversation } = page;
  return fitting({ conversation, writer, after, content: captureContent, entries: prepared }, batchBytesMax);
}

function preparedBodies(page: Page, entries: readonly PendingEntry[], captureContent: boolean): readonly EntryBody[] {
  const bodies = entries.map(({ body }) => body);
  if (!captureContent) return bodies.map(withoutContent);
  try {
    return page.content.prepared(bodies);
  } catch {
    // A value that cannot be walked through (a getter that throws, a circle) may hide secrets.
    return bodies.map(withoutContent);
  }
}

// Half by half, until each fits; a single entry that does not loses its content.
function fitting(parts: Parts, bytesMax: number): WrittenBatch[] {
  const bytes = encoded(parts);
  if (bytes !== undefined && bytes.length <= bytesMax) return [{ bytes, entries: parts.entries.length }];
  const { entries, after } = parts;
  if (entries.length === 1) {
    const short = encoded({ ...parts, entries: [shortened(entries[0]!, bytes === undefined)] });
    return short === undefined ? [] : [{ bytes: short, entries: 1 }];
  }
  const half = Math.ceil(entries.length / 2);
  return [
    ...fitting({ ...parts, after, entries: entries.slice(0, half) }, bytesMax),
    ...fitting({ ...parts, after: entries[half - 1]!.n, entries: entries.slice(half) }, bytesMax),
  ];
}

function encoded({ conversation, writer, after, content, entries }: Parts): Uint8Array | undefined {
  try {
    const { timeMs } = entries[0]!;
    const names = new Names();
    const packed = entries.map((entry) => packEntry(entry, timeMs, names));
    const flag = content ? {} : { content };
    const batch = { v: 1, conversation, writer, after, ...flag, timeMs, names: names.list, entries: packed };
    return Buffer.from(JSON.stringify(batch));
  } catch {
    return undefined;
  }
}

function shortened(entry: PendingEntry, isNoJson: boolean): PendingEntry {
  const said = isNoJson ? '[left out: it is no JSON]' : '[left out: it is too large]';
  const body: Record<string, unknown> = { ...entry.body };
  for (const field of contentFields) if (body[field] !== undefined) body[field] = said;
  return { ...entry, body: body as EntryBody };
}
