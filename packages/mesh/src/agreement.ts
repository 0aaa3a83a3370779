// A check by others: the same is asked of other agents, and a result counts where enough of them say the same. For work that
// has no effect outside, since it is done several times, and paid for each time.

import { isDeepStrictEqual } from 'node:util';
import { addressOf, ParleyError } from '@parley/protocol';
import type { Mesh } from './connect.ts';
import type { Delivered, Verify } from './verification.ts';

export interface AgreementOptions<Output = unknown> {
  /** How many agents at most, the one whose result is checked among them; 3 unless said. */
  readonly of?: number;
  /** So many must say the same, that one among them; 2 unless said. */
  readonly atLeast?: number;
  /** Whether two results say the same; equal in their depth unless said. */
  readonly same?: (one: Output, other: Output) => boolean;
  /** For each of the others, in milliseconds. */
  readonly withinMs?: number;
}

/**
 * For `verify`: `mesh.ask(intent, { verify: agreement(mesh, { of: 3, atLeast: 2 }) })`. No agent is asked twice. Where too few
 * others have an answer, nothing is known, and the outcome is `failed` with the code `result-not-verified`.
 * @throws ParleyError `bad-options`
 */
export function agreement<Output = unknown>(
  mesh: Pick<Mesh, 'ask'>,
  { of = 3, atLeast = 2, same = isDeepStrictEqual, withinMs }: AgreementOptions<Output> = {},
): Verify<Output> {
  if (!(Number.isInteger(of) && Number.isInteger(atLeast) && atLeast >= 2 && atLeast <= of)) {
    throw new ParleyError('bad-options', `${atLeast} of ${of} cannot agree: give 2 or more, of as many or more.`);
  }
  return async (delivered) => {
    const asked = new Set([delivered.agent]);
    const others: Output[] = [];
    let agreeing = 1;
    while (agreeing < atLeast && asked.size < of) {
      const outcome = await askAnother(mesh, delivered, asked, withinMs);
      if (outcome.type !== 'done') break;
      asked.add(outcome.agent);
      others.push(outcome.output as Output);
      if (same(delivered.output, outcome.output as Output)) agreeing += 1;
      else if (agreeing + of - asked.size < atLeast) break;
    }
    if (agreeing >= atLeast) return true;
    if (agreeing + of - asked.size >= atLeast) {
      throw new Error(`${asked.size} agents have an answer, and ${atLeast} that agree were wanted`);
    }
    return { rejected: `${agreeing} of ${others.length + 1} agents say so, ${atLeast} were wanted` };
  };
}

function askAnother<Output>(
  mesh: Pick<Mesh, 'ask'>,
  { intent, input }: Delivered<Output>,
  asked: ReadonlySet<string>,
  withinMs: number | undefined,
) {
  return mesh.ask(intent, {
    input,
    // Who was asked may be nearest, and others are to be found beside.
    shortlistSize: asked.size + 3,
    choose: (bids) => {
      const others = bids.filter(({ agent }) => !asked.has(agent));
      if (others.length === 0) return { none: `nobody beside ${[...asked].join(', ')} would` };
      return others.map(({ agent, instance }) => addressOf(agent, instance));
    },
    ...(withinMs === undefined ? {} : { withinMs }),
  });
}
