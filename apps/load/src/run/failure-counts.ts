// Failures, counted by their kind; of each kind the first is kept as an example.

export interface FailureCount {
  readonly kind: string;
  readonly count: number;
  readonly example: string;
}

export class FailureCounts {
  readonly #byKind = new Map<string, { count: number; example: string }>();

  add({ kind, count, example }: FailureCount): void {
    const known = this.#byKind.get(kind);
    if (known === undefined) this.#byKind.set(kind, { count, example });
    else known.count += count;
  }

  get total(): number {
    return [...this.#byKind.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** In the order in which the kinds came. */
  list(): FailureCount[] {
    return Array.from(this.#byKind, ([kind, failure]) => ({ kind, ...failure }));
  }

  clear(): void {
    this.#byKind.clear();
  }
}
