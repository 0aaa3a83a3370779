// The adverts' bucket: how it is opened, listed and followed. A follower survives everything: after a reconnect it
// lists again (a broker may have come back empty), and what fails is tried again, later each time. It knows keys and
// bytes, never what an advert says.

import { type Bus, type Clock, type KeyValue, type KeyValueEntry, type KeyValueWatch, systemClock } from '@parley/bus';
import { buckets, messageOf } from '@parley/protocol';

export interface AdvertsBucket {
  readonly mesh: string;
  readonly clock?: Clock;
  /** How long an advert lives without a refresh; the same for everybody in a mesh. The protocol's default unless told. */
  readonly advertTtlMs?: number;
}

/** How long after a failure the next try comes; each time twice as long. */
export const retryMs = { first: 250, max: 5_000 } as const;

/** Opens the bucket, or makes it. */
export function openAdverts(bus: Bus, { mesh, advertTtlMs }: AdvertsBucket): Promise<KeyValue> {
  const config = buckets(mesh).adverts;
  return bus.keyValue(advertTtlMs === undefined ? config : { ...config, ttlMs: advertTtlMs });
}

/** What is there now. @throws BusError */
export async function listAdverts(
  bus: Bus,
  options: AdvertsBucket,
  pattern: string,
): Promise<{ bucket: KeyValue; entries: KeyValueEntry[] }> {
  const bucket = await openAdverts(bus, options);
  return { bucket, entries: await bucket.entries(pattern) };
}

export interface FollowHandlers {
  put(entry: KeyValueEntry): void;
  deleted(key: string): void;
  /** Everything that is there has been told; `keys` are all of them. Again after each reconnect. */
  listed(keys: ReadonlySet<string>): void;
  /** The connection is gone, or the watch broke: what is known may be old until `listed`. */
  lost(): void;
  failed(error: unknown): void;
  /** The connection was closed for good; nothing is called after this. */
  closed(): void;
}

export interface Following {
  close(): void;
}

/** Follows the keys of a pattern until it is closed. */
export function followAdverts(
  bus: Bus,
  options: AdvertsBucket & { readonly pattern: string },
  handlers: FollowHandlers,
): Following {
  const { clock = systemClock, pattern } = options;
  let closed = false;
  let turn = 0;
  let delayMs: number = retryMs.first;
  let timer: unknown;
  let watch: KeyValueWatch | undefined;

  const open = async (): Promise<void> => {
    turn += 1;
    const mine = turn;
    const current = () => !closed && mine === turn;
    clock.clearTimeout(timer);
    watch?.close();
    watch = undefined;
    let seen: Set<string> | undefined = new Set();
    try {
      const bucket = await openAdverts(bus, options);
      if (!current()) return;
      const opened = await bucket.watch(
        pattern,
        (change) => {
          if (!current()) return;
          if (change.type === 'put') {
            seen?.add(change.entry.key);
            handlers.put(change.entry);
          } else if (change.type === 'delete') {
            seen?.delete(change.key);
            handlers.deleted(change.key);
          } else if (seen !== undefined) {
            const keys = seen;
            seen = undefined;
            handlers.listed(keys);
          }
        },
        (error) => current() && again(error),
      );
      if (!current()) return opened.close();
      watch = opened;
      delayMs = retryMs.first;
    } catch (thrown) {
      if (current()) again(thrown);
    }
  };

  const again = (error: unknown): void => {
    handlers.lost();
    handlers.failed(error);
    clock.clearTimeout(timer);
    timer = clock.setTimeout(() => void open(), delayMs);
    delayMs = Math.min(delayMs * 2, retryMs.max);
  };

  const close = (): void => {
    if (closed) return;
    closed = true;
    clock.clearTimeout(timer);
    status.close();
    watch?.close();
  };
  const status = bus.onStatus(({ type }) => {
    if (closed) return;
    if (type === 'disconnected') handlers.lost();
    else if (type === 'reconnected') void open();
    else if (type === 'closed') {
      close();
      handlers.closed();
    }
  });
  void open();
  return { close };
}

/** One line for a log. */
export function whyAdverts(thrown: unknown): string {
  return `the adverts cannot be read: ${messageOf(thrown)}`;
}
