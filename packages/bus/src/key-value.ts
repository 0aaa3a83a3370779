// A bucket: the last value of each key, with revisions. A write can be guarded by the revision it builds on
// (compare-and-set), and a watch first lists what is there and then tells each change. Servers before 2.11 say
// nothing when a key runs out of its time to live: whoever needs to know must listen for something else.

/** Where and how a bucket is kept. `ttlMs` is for the bucket, never for one key: old servers ignore a key's. */
export interface KeyValueConfig {
  readonly bucket: string;
  readonly ttlMs?: number;
  readonly maxBytes?: number;
  readonly maxValueBytes?: number;
  /** Kept on disk (default) or in the server's memory. */
  readonly storage?: 'file' | 'memory';
}

/** A key's value. `revision` grows with every write to the bucket and never goes back. */
export interface KeyValueEntry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly revision: number;
}

/** A change as a watch tells it. `listed` comes once, when all that was there has been told. */
export type KeyValueChange =
  | { readonly type: 'put'; readonly entry: KeyValueEntry }
  | { readonly type: 'delete'; readonly key: string; readonly revision: number }
  | { readonly type: 'listed' };

/** Somebody's try to write a key, as it passed on the wire: whether it was let through is not known. */
export type KeyValueTry =
  | { readonly type: 'put'; readonly key: string; readonly value: Uint8Array }
  | { readonly type: 'delete'; readonly key: string };

export interface KeyValueWatch {
  close(): void;
}

/** Keys are `[-/_=.a-zA-Z0-9]`, dots separate tokens, and a watch's pattern takes `*` and `>` as subjects do. */
export interface KeyValue {
  readonly bucket: string;
  get(key: string): Promise<KeyValueEntry | undefined>;
  /** Writes whatever is there. Resolves to the new revision. */
  put(key: string, value: Uint8Array): Promise<number>;
  /** Writes only where the key is absent or deleted. @throws BusError `wrong-revision` */
  create(key: string, value: Uint8Array): Promise<number>;
  /** Writes only where `revision` is still the key's last. @throws BusError `wrong-revision` */
  update(key: string, value: Uint8Array, revision: number): Promise<number>;
  /** Deletes; guarded where `revision` is given. @throws BusError `wrong-revision` */
  delete(key: string, revision?: number): Promise<void>;
  keys(pattern?: string): Promise<string[]>;
  /** What is there now. Where the pattern has few keys this is cheaper than a watch: the server keeps no consumer. */
  entries(pattern?: string): Promise<KeyValueEntry[]>;
  /**
   * Tells what is there, `listed`, and then every change. After a reconnect the watch goes on by itself, and where it
   * cannot it tells everything again with a second `listed`; `onError` hears why it stopped when it can go on no more.
   */
  watch(
    pattern: string,
    onChange: (change: KeyValueChange) => void,
    onError?: (error: Error) => void,
  ): Promise<KeyValueWatch>;
  /**
   * Hears of writes as they are tried, by a plain subscription: each at most once, refused ones as well, and nothing of
   * what was there before. A hint for an owner who then looks, or writes guarded by a revision; it costs the server no
   * consumer, of which it may allow only so many. Whoever listens counts as somebody who hears a write: after a
   * reconnect the bucket is to be opened again before such a key is written, or a write to a bucket that is gone
   * times out.
   */
  tries(pattern: string, onTry: (tried: KeyValueTry) => void): KeyValueWatch;
}
