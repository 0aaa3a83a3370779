// Durations as people type them: 500ms, 2s, 1.5m, 1h; a plain number is milliseconds.

import { CommandError } from './exit-codes.ts';

const unitsMs: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds. @throws CommandError for what is no duration */
export function parseDuration(text: string): number {
  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  if (match === null) throw new CommandError('usage', `"${text}" is no duration: write 500ms, 2s or 1m.`);
  return Number(match[1]) * unitsMs[match[2] ?? '']!;
}
