// What stands in the bucket of reputation: one value for each agent, capability and reporter. Keys are
// `<agent>.<capability>.<reporter>.<instance of the reporter>`, so that nobody writes another's.

import { z } from 'zod';
import { assertToken, isToken } from './tokens.ts';

const Count = z.number().min(0).max(1e9);

/** What one reporter saw, as of `atMs` (milliseconds since 1970): counts that fade, so that they are no whole numbers. */
export const StoredEvidence = z.looseObject({
  v: z.literal(1),
  done: Count,
  failed: Count,
  /** Over the results that came: the sum of the natural logarithms of time taken over time promised. */
  lateness: z.number().min(-1e9).max(1e9),
  atMs: z.number().min(0),
});
export type StoredEvidence = z.infer<typeof StoredEvidence>;

export interface EvidenceKey {
  readonly agent: string;
  readonly capability: string;
  readonly reporter: string;
  readonly instance: string;
}

/** @throws ParleyError `bad-token` */
export function evidenceKey({ agent, capability, reporter, instance }: EvidenceKey): string {
  return [agent, capability, reporter, instance].map((each) => assertToken(each, 'part of a key')).join('.');
}

/** The inverse; undefined for anything else. */
export function parseEvidenceKey(key: string): EvidenceKey | undefined {
  const [agent, capability, reporter, instance, ...rest] = key.split('.');
  if (![agent, capability, reporter, instance].every((each) => each !== undefined && isToken(each))) return undefined;
  if (rest.length > 0) return undefined;
  return { agent: agent!, capability: capability!, reporter: reporter!, instance: instance! };
}
