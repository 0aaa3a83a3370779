// What a watcher is told, in which order. It remembers the keys it told, so that a list told a second time (after a
// broker came back empty, say) also says which keys are there no more. Both doors feed it; it knows no server.

import type { KeyValueChange, KeyValueEntry } from './key-value.ts';

export class WatchTeller {
  readonly #tell: (change: KeyValueChange) => void;
  /** Keys told as there, with their last revision. */
  readonly #known = new Map<string, number>();
  /** Keys seen since the list began, while one is being told. */
  #seen: Set<string> | undefined = new Set();

  constructor(tell: (change: KeyValueChange) => void) {
    this.#tell = tell;
  }

  put(entry: KeyValueEntry): void {
    this.#seen?.add(entry.key);
    this.#known.set(entry.key, entry.revision);
    this.#tell({ type: 'put', entry });
  }

  /** A deletion is told where the key was told before, and only there. */
  remove(key: string, revision: number): void {
    this.#seen?.delete(key);
    if (this.#known.delete(key)) this.#tell({ type: 'delete', key, revision });
  }

  /** A list begins again from nothing. */
  relist(): void {
    this.#seen = new Set();
  }

  /** The list is complete: what was there before and was not in it is gone. */
  listed(): void {
    const seen = this.#seen;
    if (seen === undefined) return;
    for (const [key, revision] of this.#known) {
      if (!seen.has(key)) this.remove(key, revision);
    }
    this.#seen = undefined;
    this.#tell({ type: 'listed' });
  }
}
