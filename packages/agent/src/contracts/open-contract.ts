// One standing contract as the agent that holds it sees it: what was agreed, and the calls under way.

import { Pace } from '@parley/contract-net';
import type { ContractTerms, MessageOf } from '@parley/protocol';
import type { Capability } from '../definition.ts';

/** A call that comes twice is known by its id for so many calls, and as many again. */
const idsMax = 1_024;

export class OpenContract {
  readonly capability: Capability;
  readonly cfp: MessageOf<'cfp'>;
  readonly terms: ContractTerms;
  /** The work of each call under way, to be stopped. */
  readonly calls = new Set<AbortController>();
  readonly #pace: Pace | undefined;
  #ids = new Set<string>();
  #idsBefore = new Set<string>();
  /** When it runs out, by the instance's clock; its timer is whoever's that keeps it. */
  timer: unknown;

  constructor(capability: Capability, cfp: MessageOf<'cfp'>, terms: ContractTerms, nowMs: number) {
    // What is asked under it is in its input: the words were for the contract.
    const { read: _, ...plain } = capability;
    this.capability = plain;
    this.cfp = cfp;
    this.terms = terms;
    this.#pace = terms.perSecond === undefined ? undefined : new Pace(terms.perSecond, nowMs);
  }

  /** False for a call that was heard already. */
  isNew(id: string): boolean {
    if (this.#ids.has(id) || this.#idsBefore.has(id)) return false;
    // Two sets that only grow: taking the oldest out of one costs more than the rest of this.
    if (this.#ids.size === idsMax) {
      this.#idsBefore = this.#ids;
      this.#ids = new Set();
    }
    this.#ids.add(id);
    return true;
  }

  /** Why it is one call too many; undefined where it is not. */
  objection(nowMs: number): string | undefined {
    const { inFlight, perSecond } = this.terms;
    if (this.calls.size >= inFlight) return `${inFlight} calls at a time were agreed`;
    const early = this.#pace?.take(nowMs) ?? 0;
    return early > 0 ? `${perSecond} calls a second were agreed: ${Math.ceil(early)} ms too early` : undefined;
  }

  stop(reason: string): void {
    for (const call of this.calls) call.abort(new Error(reason));
  }
}
