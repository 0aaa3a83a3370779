// How much memory this process holds: after two collections of garbage, so that what could go is gone.

import type { Memory } from '../order.ts';

/** @throws Error where the process was started without `--expose-gc` */
export function memoryNow(): Memory {
  if (globalThis.gc === undefined) throw new Error('start this process with --expose-gc to measure its memory');
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed };
}
