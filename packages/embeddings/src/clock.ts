// Time as a thing that is handed in, with the same shape as the bus's clock, so that one simulated clock serves both.
// This package may not import the bus, therefore the few lines are here again.

/** A source of timers. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start. */
  now(): number;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** Lets the process end although this timer is still running. A simulated clock's handles are left alone. */
export function unrefTimer(handle: unknown): void {
  (handle as { unref?: () => void } | undefined)?.unref?.();
}
