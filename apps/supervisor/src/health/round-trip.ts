// Whether the broker really works: a write that JetStream acknowledges, and its value read back. A server whose disk is
// full or whose JetStream hangs still answers pings.

import type { Bus, KeyValue } from '@parley/bus';
import { buckets } from '@parley/protocol';

/** Measures round trips through the mesh's store; one key for each supervisor, overwritten each time. */
export function createRoundTrip(bus: Bus, mesh: string, supervisor: string, timeoutMs: number) {
  let bucket: KeyValue | undefined;
  const key = `supervisor.${supervisor}.health`;
  const measure = async (): Promise<number> => {
    const startMs = performance.now();
    bucket ??= await bus.keyValue(buckets(mesh).store);
    const revision = await bucket.put(key, new TextEncoder().encode(new Date().toISOString()));
    const entry = await bucket.get(key);
    if (entry === undefined || entry.revision < revision) throw new Error('what was written could not be read back');
    return performance.now() - startMs;
  };
  /** Milliseconds. @throws Error with the reason, at the latest after `timeoutMs` */
  return async (): Promise<number> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer from JetStream within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      return await Promise.race([measure(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
