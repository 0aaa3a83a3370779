// Handing on a part of the work: an ask within a task. It inherits from the task what a part may not exceed (time, money,
// hops), who is above it, and its end. Which part is asked of whom, and what becomes of it, is the author's business.

import { type Asking, type AskOptions, type CapabilityDefinition, type Mesh, newConversationId } from '@parley/mesh';
import { compareMoney, type Money, ParleyError, subtractMoney } from '@parley/protocol';
import type { AgentMesh } from './context.ts';

/** What the parts inherit. */
export interface Work {
  readonly conversation: string;
  /** Who is above the parts, as `agent/instance`: this agent is the last. */
  readonly path: readonly string[];
  readonly hopsLeft: number;
  readonly priceLimit: Money | undefined;
  /** Ends the parts. */
  readonly signal: AbortSignal;
  remainingMs(): number;
}

/** Kept back of the time that is left, to make an answer of what the parts bring. */
const reserveShare = 0.05;
const reserveMsMin = 50;

/** @param mesh opens the client at the first use */
export function subcontracting(mesh: () => Promise<Mesh>, work: Work): AgentMesh {
  const budget = new Budget(work.priceLimit);
  const ask = (what: string | CapabilityDefinition, options: AskOptions = {}): Asking => {
    const narrowed = narrow(options, work, budget);
    const id = options.conversation ?? newConversationId();
    // In a box, since a promise would wait for the outcome of what it resolves with.
    const begun = mesh().then((each) => {
      const given = narrowed.options(id);
      const asking = typeof what === 'string' ? each.ask(what, given) : each.ask(what, given);
      void budget.follow(asking);
      return { asking };
    });
    return later(id, begun, narrowed.cancel);
  };
  return { ask: ask as AgentMesh['ask'] };
}

/** @throws ParleyError `hops-exhausted`, `deadline-past` */
function narrow(options: AskOptions, work: Work, budget: Budget) {
  if (work.hopsLeft <= 0) {
    const message = 'This work was handed on as often as it may be: do it without another agent.';
    throw new ParleyError('hops-exhausted', message);
  }
  const abort = new AbortController();
  const signals = [work.signal, abort.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const remainingMs = work.remainingMs();
  const leftMs = remainingMs - Math.max(reserveMsMin, reserveShare * remainingMs);
  if (leftMs <= 0) {
    throw new ParleyError('deadline-past', `No time is left to hand on a part of the work (${remainingMs} ms).`);
  }
  const price = budget.limitFor(options.limits?.price);
  const narrowed = (conversation: string): AskOptions => ({
    ...options,
    conversation,
    withinMs: Math.min(options.withinMs ?? Number.POSITIVE_INFINITY, leftMs),
    signal: AbortSignal.any(signals),
    under: { conversation: work.conversation, path: work.path, hopsLeft: work.hopsLeft - 1 },
    ...(price === undefined ? {} : { limits: { ...options.limits, price } }),
  });
  return { options: narrowed, cancel: (reason: string) => abort.abort(new Error(reason)) };
}

/** What is left of the caller's limit. A part counts from its award until its attempt fails. */
class Budget {
  readonly #total: Money | undefined;
  readonly #committed = new Map<string, Money>();

  constructor(total: Money | undefined) {
    this.#total = total;
  }

  /** The tighter of the author's limit and what is left; the author's alone where that is in another currency. */
  limitFor(own: string | Money | undefined): string | Money | undefined {
    const total = this.#total;
    if (total === undefined) return own;
    const nothing = { amount: '0', currency: total.currency };
    const left = [...this.#committed.values()].reduce((rest, price) => subtractMoney(rest, price) ?? nothing, total);
    if (own === undefined) return left;
    const limit = typeof own === 'string' ? { amount: own, currency: total.currency } : own;
    if (limit.currency !== total.currency) return own;
    return compareMoney(limit, left) < 0 ? limit : left;
  }

  async follow(asking: Asking): Promise<void> {
    for await (const event of asking) {
      if (event.type === 'awarded' && event.price.currency === this.#total?.currency) {
        this.#committed.set(asking.conversation, event.price);
      }
      if (event.type === 'attempt-failed') this.#committed.delete(asking.conversation);
    }
    if ((await asking).type !== 'done') this.#committed.delete(asking.conversation);
  }
}

// An ask that begins when the client is there.
function later(conversation: string, begun: Promise<{ asking: Asking }>, cancel: (reason: string) => void): Asking {
  let open: Asking | undefined;
  const outcome = begun.then(({ asking }) => {
    open = asking;
    return asking.outcome;
  });
  // Who only follows the events hears of the failure there.
  outcome.catch(() => undefined);
  return {
    conversation,
    outcome,
    cancel: (reason = 'the agent cancelled it') => cancel(reason),
    answer: (query, value) => {
      if (open === undefined) throw new ParleyError('bad-options', `Nobody asked "${query}" in this conversation.`);
      open.answer(query, value);
    },
    // biome-ignore lint/suspicious/noThenProperty: awaiting it is what it is for
    then: (onDone, onFail) => outcome.then(onDone, onFail),
    async *[Symbol.asyncIterator]() {
      const { asking } = await begun;
      yield* asking;
    },
  };
}
