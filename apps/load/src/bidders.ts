// The simplest market there is, for scenarios and benchmarks: any number of agents that can all do the same, each on
// terms of its own.

import { type AgentDefinition, capability, defineAgent } from '@parley/agent';
import type { Mesh } from '@parley/mesh';
import { biddersOf, input, repeatWords, type Terms } from './bench/task.ts';
import type { Ask } from './scenario.ts';

/** More than is ever under way here, so that nothing is refused. */
const slots = 4_096;

/** So many agents; the first is the cheapest. */
export function bidders(count: number): readonly AgentDefinition[] {
  return biddersOf(count).map(bidder);
}

/** One of them, as its author would write it. */
export function bidder({ agent, price, etaMs }: Terms): AgentDefinition {
  return defineAgent({
    name: agent,
    slots,
    capabilities: {
      [repeatWords.name]: capability({
        ...repeatWords,
        bid: () => ({ price, etaMs }),
        perform: ({ input: { text } }) => ({ text }),
      }),
    },
  });
}

/** Asks them, by the capability's definition; another answer than what was said is a failure. */
export function askWords(mesh: Mesh): Ask {
  return async () => {
    const outcome = await mesh.ask(repeatWords, { input });
    if (outcome.type !== 'done' || outcome.output.text === input.text) return outcome;
    return { ...outcome, kind: 'wrong result', text: `"${outcome.output.text}" instead of "${input.text}"` };
  };
}
