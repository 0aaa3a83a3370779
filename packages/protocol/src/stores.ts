// Names and limits of the mesh's streams and buckets, each declared once: whoever opens one opens it with the same
// configuration. Sizes are bounded, because a full disk stops the whole server, memory streams included.

import { defaults } from './limits.ts';
import { subjects } from './subjects.ts';
import { assertToken } from './tokens.ts';

const mib = 1024 * 1024;
const day = 24 * 60 * 60 * 1000;

/** The buckets of a mesh. Times to live belong to a bucket: servers before 2.11 ignore a key's own. */
export function buckets(mesh: string) {
  const name = (what: string) => `parley_${assertToken(mesh, "a mesh's name")}_${what}`;
  return {
    adverts: { bucket: name('adverts'), ttlMs: defaults.advertTtlMs, maxBytes: 64 * mib },
    /** Vectors by space and text hash. */
    vectors: { bucket: name('vectors'), maxBytes: 32 * mib },
    /** State of agents and receipts of `once`. */
    store: { bucket: name('store'), maxBytes: 64 * mib },
    /** What callers saw of agents: who has said nothing of one for a week says nothing any more. */
    reputation: { bucket: name('reputation'), ttlMs: 7 * day, maxBytes: 16 * mib },
  } as const;
}

/** The streams of a mesh. */
export function streams(mesh: string) {
  const name = (what: string) => `parley_${assertToken(mesh, "a mesh's name")}_${what}`;
  const at = subjects(mesh);
  return {
    record: {
      name: name('record'),
      subjects: [at.record('x').replace(/x$/, '*')],
      maxBytes: 128 * mib,
      maxAgeMs: 7 * day,
      discard: 'old',
    },
    tasks: { name: name('tasks'), subjects: [at.task('x').replace(/x$/, '*')], maxBytes: 128 * mib, discard: 'new' },
    dead: { name: name('dead'), subjects: [at.dead('x').replace(/x$/, '*')], maxBytes: 64 * mib, discard: 'new' },
  } as const;
}
