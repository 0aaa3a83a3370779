// A caller's own check of a result, before it counts as one: its function, called with what came and who it came from.

import type { Verdict, VerifyResult } from '@parley/contract-net';
import { messageOf } from '@parley/protocol';
import type { OtherVersions } from './other-versions.ts';

/** A result with who delivered it. */
export interface Delivered<Output = unknown> {
  readonly output: Output;
  readonly intent: string;
  readonly input: unknown;
  readonly agent: string;
  readonly instance: string;
  readonly capability: string;
}

/** `true`, or why the result is turned down: told to the next worker and written into the record. */
export type Verified = true | { readonly rejected: string };

export type Verify<Output = unknown> = (result: Delivered<Output>) => Verified | Promise<Verified>;

/** What all the checks find: the first that turns it down decides. A check that throws found nothing out. */
export async function verdictOn(
  { output: raw, agent, instance, capability }: VerifyResult,
  checks: readonly Verify[],
  { intent, input, versions }: { intent: string; input: unknown; versions: OtherVersions },
): Promise<Verdict> {
  try {
    const output = await versions.readable(raw, { agent, instance, capability });
    for (const check of checks) {
      const found = await check({ output, intent, input, agent, instance, capability });
      if (found === true) continue;
      if (typeof found?.rejected === 'string') return { type: 'rejected', text: found.rejected };
      return unverified(agent, 'the check answered neither true nor { rejected: "why" }');
    }
    return { type: 'accepted' };
  } catch (thrown) {
    return unverified(agent, messageOf(thrown));
  }
}

function unverified(agent: string, why: string): Verdict {
  return { type: 'unverified', text: `${agent} did it, and its result could not be checked: ${why}.` };
}
