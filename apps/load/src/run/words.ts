// Numbers as a person reads them.

/** "0.42 ms", "12 ms", "1.2 s" */
export function durationText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms >= 10 ? Math.round(ms) : ms.toFixed(2)} ms`;
}

/** "12,345" */
export function wholeText(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
