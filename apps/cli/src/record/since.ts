// How far back a command looks into the record.

import { parseDuration } from '../duration.ts';
import { CommandError } from '../exit-codes.ts';

/** @throws CommandError `usage` */
export function sinceOption(since: string | undefined): { readonly sinceMs?: number } {
  if (since === undefined) return {};
  const sinceMs = parseDuration(since);
  if (sinceMs > 0) return { sinceMs };
  throw new CommandError('usage', '--since is a duration above 0, such as 10m.');
}
