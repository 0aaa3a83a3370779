// Time as a thing that is handed in. Nothing above the bus reads the system's clock by itself, so that a test
// can run a 250 ms bid window in no time at all. What waits goes by `now`; `epochMs` is for what processes compare.

/** A source of time. `now` is in milliseconds, monotonic, from an arbitrary start. */
export interface Clock {
  now(): number;
  /** Milliseconds since 1970 (UTC); it may jump, and differs a little between machines. */
  epochMs(): number;
  /** Calls `run` once after `delayMs`; returns a handle for `clearTimeout`. */
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The machine's own monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};
