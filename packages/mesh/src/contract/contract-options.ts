// What a standing contract may be made under, checked before anything is sent.

import { type ContractTerms, defaults, limits, type Money, ParleyError } from '@parley/protocol';
import type { AskOptions } from '../ask-options.ts';
import { priceOf } from '../prices.ts';

/** How it is negotiated is as for `ask`; `input` is an example of what will be asked under it. */
export interface ContractOptions<Input = unknown>
  extends Pick<
    AskOptions<Input>,
    'input' | 'limits' | 'prefer' | 'score' | 'version' | 'shortlistSize' | 'withinMs' | 'signal'
  > {
  /** How long it holds without a renewal, in milliseconds; 60 s unless said. It is renewed in time as long as it is open. */
  readonly forMs?: number;
  /** Calls at a time; 256 unless said. */
  readonly inFlight?: number;
  /** Calls a second, with bursts of one second's calls; as many as there are unless said. */
  readonly perSecond?: number;
  /** What all calls together may cost; in the conversation's currency where it is a plain decimal string. */
  readonly budget?: string | Money;
  /** A second agent is won beforehand, which takes over at once; true unless said. */
  readonly backup?: boolean;
  /** It is negotiated anew where calls take this many times as long as was promised; 3 unless said. */
  readonly slowFactor?: number;
}

/** The same, complete. */
export interface ContractPlan {
  readonly terms: ContractTerms;
  readonly budget: Money | undefined;
  readonly backup: boolean;
  readonly slowFactor: number;
  /** For its negotiations. */
  readonly ask: AskOptions;
}

/** @throws ParleyError `bad-options`, `bad-money` */
export function contractPlan(options: ContractOptions): ContractPlan {
  const { forMs = defaults.contractForMs, inFlight = defaults.contractInFlight, perSecond, ...rest } = options;
  const { budget, backup = true, slowFactor = 3, ...ask } = rest;
  const wrong = (text: string): never => {
    throw new ParleyError('bad-options', text);
  };
  if (!(forMs >= 1_000 && forMs <= limits.withinMsMax)) {
    wrong(`forMs is ${forMs}: give milliseconds from 1,000 to ${limits.withinMsMax}.`);
  }
  if (!Number.isInteger(inFlight) || inFlight < 1 || inFlight > limits.contractInFlightMax) {
    wrong(`inFlight is ${inFlight}: give a whole number from 1 to ${limits.contractInFlightMax}.`);
  }
  if (perSecond !== undefined && !(perSecond > 0 && Number.isFinite(perSecond))) {
    wrong(`perSecond is ${perSecond}: give calls a second, above 0.`);
  }
  if (!(slowFactor > 1)) wrong(`slowFactor is ${slowFactor}: give a number above 1.`);
  return {
    terms: { forMs, inFlight, ...(perSecond === undefined ? {} : { perSecond }) },
    budget: budgetOf(budget, ask.limits?.price),
    backup,
    slowFactor,
    ask,
  };
}

function budgetOf(budget: ContractOptions['budget'], price: string | Money | undefined): Money | undefined {
  if (budget === undefined) return undefined;
  const currency = typeof price === 'object' ? price.currency : defaults.currency;
  return priceOf(budget, currency);
}
