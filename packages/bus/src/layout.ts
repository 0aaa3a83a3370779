// A stream's whole configuration with every default written out, so that both doors mean the same by one, and so that
// what a server has can be compared with what a caller wants, field by field. A bucket is a stream that keeps the last
// message of each subject. It knows nothing of how a server spells any of this.

import { BusError } from './errors.ts';
import type { KeyValueConfig } from './key-value.ts';
import type { StreamConfig } from './streams.ts';
import { checkPattern, checkSubject, matchesPattern } from './subject.ts';

/** Every field that counts. -1 is "no limit" for sizes and counts, 0 for an age. */
export interface StreamLayout {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly maxMessagesPerSubject: number;
  readonly maxMessageBytes: number;
  readonly discard: 'old' | 'new';
  readonly storage: 'file' | 'memory';
  readonly duplicateWindowMs: number;
  /** A bucket's last messages can be asked for without asking the stream's leader. */
  readonly directReads: boolean;
}

const duplicateWindowMs = 120_000;
/** The least age and window that servers accept. */
const ageMsMin = 100;

/** @throws BusError `bad-subject`, `storage` for a configuration no server would take */
export function streamLayout(config: StreamConfig): StreamLayout {
  checkName('stream', config.name);
  if (config.subjects.length === 0) throw new BusError('bad-subject', `stream ${config.name} keeps no subject`);
  for (const subject of config.subjects) checkPattern(subject);
  return complete(config.name, {
    subjects: config.subjects,
    maxBytes: config.maxBytes ?? -1,
    maxAgeMs: config.maxAgeMs ?? 0,
    maxMessagesPerSubject: config.maxMessagesPerSubject ?? -1,
    maxMessageBytes: -1,
    discard: config.discard ?? 'old',
    storage: config.storage ?? 'file',
    duplicateWindowMs: config.duplicateWindowMs ?? duplicateWindowMs,
    directReads: false,
  });
}

/** @throws BusError `bad-subject`, `storage` for a configuration no server would take */
export function bucketLayout(config: KeyValueConfig): StreamLayout {
  checkName('bucket', config.bucket);
  return complete(`KV_${config.bucket}`, {
    subjects: [`$KV.${config.bucket}.>`],
    maxBytes: config.maxBytes ?? -1,
    maxAgeMs: config.ttlMs ?? 0,
    maxMessagesPerSubject: 1,
    maxMessageBytes: config.maxValueBytes ?? -1,
    discard: 'new',
    storage: config.storage ?? 'file',
    duplicateWindowMs,
    directReads: true,
  });
}

/** Throws `conflicting-configuration` naming the first field in which what is there differs from what is wanted. */
export function checkSameLayout(wanted: StreamLayout, found: StreamLayout): void {
  for (const field of Object.keys(wanted) as (keyof StreamLayout)[]) {
    const [want, have] = [show(wanted[field]), show(found[field])];
    if (want === have) continue;
    throw new BusError(
      'conflicting-configuration',
      `${wanted.name} exists with ${field} ${have} where ${want} is wanted: ` +
        'use the same configuration everywhere, or delete it on the server first',
    );
  }
}

/** A subject that the stream does not keep would wait for an acknowledgement in vain. */
export function checkKept(layout: StreamLayout, subject: string): void {
  checkSubject(subject);
  if (layout.subjects.some((pattern) => matchesPattern(pattern, subject))) return;
  throw new BusError(
    'bad-subject',
    `${layout.name} keeps ${layout.subjects.join(', ')}, and ${subject} is none of them`,
  );
}

function complete(name: string, layout: Omit<StreamLayout, 'name'>): StreamLayout {
  const { maxAgeMs } = layout;
  if (maxAgeMs !== 0 && !(maxAgeMs >= ageMsMin)) {
    throw new BusError('storage', `${name} cannot keep messages for ${maxAgeMs} ms: ${ageMsMin} ms is the least`);
  }
  // A server refuses a window longer than the age of what it keeps.
  const windowMs = maxAgeMs === 0 ? layout.duplicateWindowMs : Math.min(layout.duplicateWindowMs, maxAgeMs);
  return { name, ...layout, subjects: [...layout.subjects], duplicateWindowMs: windowMs };
}

function checkName(kind: string, name: string): void {
  if (/^[A-Za-z0-9_-]{1,200}$/.test(name)) return;
  throw new BusError('bad-subject', `${JSON.stringify(name)} is no ${kind} name: use letters, digits, _ and -`);
}

function show(value: StreamLayout[keyof StreamLayout]): string {
  return typeof value === 'object' ? [...value].sort().join(',') : String(value);
}
