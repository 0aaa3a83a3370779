// A bundle: several asks that are awarded together or not at all, a truck and its driver say. Each part is a conversation of
// its own; the choice of each waits until all have bids, and then the best combination within the bundle's limit is taken.

import type { OfferedBid } from '@parley/contract-net';
import { addMoney, addressOf, compareMoney, type Money, ParleyError } from '@parley/protocol';
import type { Asking } from './ask.ts';
import type { AskOptions, Choice } from './ask-options.ts';
import type { CapabilityDefinition } from './capability.ts';
import type { Outcome } from './outcome.ts';
import { priceOf } from './prices.ts';

/** What one part asks for, by words or by definition; all but the choice is as for `ask`. */
export interface BundlePart extends Omit<AskOptions, 'choose' | 'firstAcceptable' | 'signal'> {
  readonly what: string | CapabilityDefinition;
}

export interface BundleOptions {
  /** What all parts together may cost. */
  readonly limits?: { readonly price?: string | Money };
  /** Cancels all of it. */
  readonly signal?: AbortSignal;
}

/**
 * `done`: each part is. `not-awarded`: nobody was given anything. `failed`: it was awarded, and a part came to nothing; the
 * parts that were not done yet are cancelled, and those that were are for the caller to undo.
 */
export interface BundleOutcome<Name extends string = string> {
  readonly type: 'done' | 'not-awarded' | 'failed';
  readonly text: string;
  readonly parts: Readonly<Record<Name, Outcome>>;
  /** What the parts that are done cost together; undefined where none is. */
  readonly price: Money | undefined;
}

type AskPart = (what: string | CapabilityDefinition, options: AskOptions) => Asking;

/** More combinations are not looked at: of each part its best bids. */
const bidsAPart = 8;

/** @throws ParleyError `bad-options`, and as `ask`, before anything is awarded */
export async function askBundle<Name extends string>(
  ask: AskPart,
  parts: Readonly<Record<Name, BundlePart>>,
  { limits, signal }: BundleOptions = {},
): Promise<BundleOutcome<Name>> {
  const names = Object.keys(parts) as Name[];
  if (names.length < 2) throw new ParleyError('bad-options', 'A bundle has two parts or more: use "ask" for one.');
  const price = limits?.price;
  const limit = price === undefined ? undefined : priceOf(price);
  const choosing = new Choosing(names, limit);
  const abort = new AbortController();
  const signals = AbortSignal.any([abort.signal, ...(signal === undefined ? [] : [signal])]);
  const begun: Asking[] = [];
  try {
    for (const name of names) {
      const { what, ...options }: BundlePart = parts[name];
      begun.push(ask(what, { ...options, signal: signals, choose: (bids) => choosing.choose(name, bids) }));
    }
  } catch (thrown) {
    for (const asking of begun) asking.cancel('another part of the bundle cannot be asked for');
    throw thrown;
  }
  const outcomes = await Promise.all(
    begun.map(async (asking, i) => {
      const outcome = await asking;
      if (outcome.type === 'done') return outcome;
      const text = `"${names[i]}" came to nothing: ${outcome.text}`;
      choosing.gone(text);
      if (!abort.signal.aborted) abort.abort(new Error(text));
      return outcome;
    }),
  );
  return summed(names, outcomes, choosing);
}

function summed<Name extends string>(
  names: readonly Name[],
  outcomes: readonly Outcome[],
  choosing: Choosing,
): BundleOutcome<Name> {
  const done = outcomes.flatMap((each) => (each.type === 'done' ? [each.price] : []));
  const price = done.reduce<Money | undefined>(
    (sum, each) => (sum === undefined ? each : addMoney(sum, each)),
    undefined,
  );
  const parts = Object.fromEntries(names.map((name, i) => [name, outcomes[i]!])) as Record<Name, Outcome>;
  if (done.length === outcomes.length) return { type: 'done', text: 'All parts are done.', parts, price };
  const text = choosing.reason ?? 'a part came to nothing';
  return { type: choosing.isAwarded ? 'failed' : 'not-awarded', text, parts, price };
}

class Choosing {
  readonly #names: readonly string[];
  readonly #limit: Money | undefined;
  readonly #waiting = new Map<string, { bids: readonly OfferedBid[]; resolve: (choice: Choice) => void }>();
  /** What is taken, by part, once it is decided. */
  #taken: Map<string, OfferedBid> | undefined;
  reason: string | undefined;

  constructor(names: readonly string[], limit: Money | undefined) {
    this.#names = names;
    this.#limit = limit;
  }

  get isAwarded(): boolean {
    return this.#taken !== undefined;
  }

  choose(name: string, bids: readonly OfferedBid[]): Choice | Promise<Choice> {
    if (this.reason !== undefined) return { none: this.reason };
    if (this.#taken !== undefined) return this.#again(name, bids, this.#taken);
    return new Promise((resolve) => {
      this.#waiting.set(name, { bids: bids.slice(0, bidsAPart), resolve });
      if (this.#waiting.size === this.#names.length) this.#decide();
    });
  }

  /** A part has ended without a result. */
  gone(text: string): void {
    this.reason ??= text;
    for (const { resolve } of this.#waiting.values()) resolve({ none: this.reason });
    this.#waiting.clear();
  }

  #decide(): void {
    const parts = [...this.#waiting];
    const best = bestOf(
      parts.map(([, { bids }]) => bids),
      this.#limit,
    );
    if (best === undefined) {
      const { amount, currency } = this.#limit!;
      return this.gone(`no combination of bids costs ${amount} ${currency} or less`);
    }
    const taken = new Map(parts.map(([name], i) => [name, best[i]!]));
    this.#taken = taken;
    for (const [name, { bids, resolve }] of parts) resolve(this.#again(name, bids, taken));
    this.#waiting.clear();
  }

  /** The bid that is taken, and then all with which the bundle stays within its limit. */
  #again(name: string, bids: readonly OfferedBid[], taken: ReadonlyMap<string, OfferedBid>): Choice {
    const own = taken.get(name);
    const others = [...taken].flatMap(([part, { price }]) => (part === name ? [] : [price]));
    const fits = bids.filter(({ price }) => within([...others, price], this.#limit));
    if (fits.length === 0) return { none: 'with what the other parts cost, no bid is within the limit of the bundle' };
    const ranked = own !== undefined && fits.includes(own) ? [own, ...fits.filter((each) => each !== own)] : fits;
    return ranked.map(({ agent, instance }) => addressOf(agent, instance));
  }
}

/** One bid of each part with the greatest sum of scores within the limit; undefined where there is none. */
function bestOf(
  parts: readonly (readonly OfferedBid[])[],
  limit: Money | undefined,
): readonly OfferedBid[] | undefined {
  let best: { readonly bids: readonly OfferedBid[]; readonly score: number } | undefined;
  const look = (chosen: readonly OfferedBid[], score: number): void => {
    if (
      !within(
        chosen.map(({ price }) => price),
        limit,
      )
    )
      return;
    const next = parts[chosen.length];
    if (next === undefined) {
      if (best === undefined || score > best.score) best = { bids: chosen, score };
      return;
    }
    for (const bid of next) look([...chosen, bid], score + (bid.score ?? 0));
  };
  look([], 0);
  return best?.bids;
}

function within(prices: readonly Money[], limit: Money | undefined): boolean {
  if (limit === undefined || prices.length === 0) return true;
  if (prices.some(({ currency }) => currency !== limit.currency)) return false;
  return (
    compareMoney(
      prices.reduce((sum, each) => addMoney(sum, each)),
      limit,
    ) <= 0
  );
}
