// What a caller may say beside the intent, checked before anything is sent.

import {
  type InitiatorInput,
  type OfferedBid,
  type Preference,
  preferences,
  type ScoreBid,
  weightsFor,
} from '@parley/contract-net';
import { defaults, jsonBytes, limits, type Money, ParleyError } from '@parley/protocol';
import { priceOf } from './prices.ts';
import type { Questions } from './questions.ts';
import type { Revise } from './revising.ts';
import type { Delivered, Verified } from './verification.ts';

export interface AskOptions<Input = unknown, Output = unknown> {
  /** The input, or a part of it; agents read the rest from the words. */
  readonly input?: Input;
  /**
   * Hard limits: a bid over them cannot win. A price without a currency is in the mesh's; one with a currency makes it
   * the conversation's, and only bids in it can win.
   */
  readonly limits?: { readonly price?: string | Money };
  readonly prefer?: Preference;
  /** For the whole conversation, in milliseconds; 30 s unless said. */
  readonly withinMs?: number;
  /** Cancels the conversation. Work that is already done wins over a cancel. */
  readonly signal?: AbortSignal;
  /** Take the first bid within the limits instead of waiting for all. */
  readonly firstAcceptable?: boolean;
  /** Only agents that offer this version of a capability. Unless said, an input is adapted to the version at hand. */
  readonly version?: string;
  /** How many agents are called at first, instead of the mesh's 3; a call that comes to nothing widens as usual. */
  readonly shortlistSize?: number;
  /**
   * Chooses among the bids within the limits, instead of the mesh's score: names them (`agent/instance`), best first, or
   * none, which releases everybody. It is asked again after each new call. It may wait for other conversations, as long
   * as the bids stand, so that what belongs together is awarded together or not at all.
   */
  readonly choose?: (bids: readonly OfferedBid[]) => Choice | Promise<Choice>;
  /**
   * Asks some bidders for better bids before anything is awarded: after each round of bids, 8 times at most, until it returns
   * undefined. A bid may only get better, and who does not answer holds. `underbid()` makes one.
   */
  readonly revise?: Revise;
  /**
   * Checks a result before it counts: `true`, or `{ rejected: "why" }`, which counts against the agent as a failure does and
   * gives the work to the next. It may ask another agent. Where it throws, the outcome is `failed` with the result.
   */
  verify?(result: Delivered<Output>): Verified | Promise<Verified>;
  /**
   * Scores a bid among all that are within the limits, instead of the mesh's weighted utility; the highest wins, and ties go
   * to the usual hash. Pure: it sees numbers that were promised and measured, and no words.
   */
  readonly score?: ScoreBid;
  /** What is said to a worker's question in the middle of its work (`ctx.ask`); `refuse` unless said. */
  readonly questions?: Questions;
  /** The conversation's id, 32 hex digits; random unless said. */
  readonly conversation?: string;
  /** The conversation that this one is a part of: set by `ctx.mesh`. */
  readonly under?: Above;
}

/** What `choose` answers: bidders, best first, and, where it takes none, why. */
export type Choice = readonly string[] | { readonly none: string };

/** What a part of a conversation inherits from it. */
export interface Above {
  readonly conversation: string;
  /** The agents above, as `agent/instance`, the nearest last: none of them is called. */
  readonly path: readonly string[];
  /** How many more times the work may be handed on. */
  readonly hopsLeft: number;
}

const spoken = /[\p{L}\p{N}]/u;

/** @throws ParleyError `bad-intent` */
export function checkedIntent(intent: unknown): string {
  const wrong = (text: string): never => {
    throw new ParleyError(
      'bad-intent',
      `${text} Say in words what should be done, such as "process a payment of 50 USD".`,
    );
  };
  if (typeof intent !== 'string') return wrong('The intent is not text.');
  const text = intent.trim();
  if (text === '') return wrong('The intent is empty.');
  if (text.length > limits.intentCharactersMax) {
    return wrong(
      `The intent has ${text.length} characters, ${limits.intentCharactersMax} are allowed; pass data as input.`,
    );
  }
  if (!spoken.test(text)) return wrong('The intent has no word in it.');
  return text;
}

/**
 * What the initiator begins with.
 * @throws ParleyError `bad-options`, `deadline-past`, `bad-money`; `wrong-schema`, `payload-too-large` for the input
 */
export function initiatorInput(conversation: string, options: AskOptions): InitiatorInput {
  const { prefer, withinMs = defaults.withinMs } = options;
  if (typeof withinMs !== 'number' || Number.isNaN(withinMs) || withinMs > limits.withinMsMax) {
    throw new ParleyError('bad-options', `withinMs is ${withinMs}: give milliseconds, at most ${limits.withinMsMax}.`);
  }
  if (withinMs <= 0) throw new ParleyError('deadline-past', `The deadline is past: withinMs is ${withinMs}.`);
  if (prefer !== undefined && !preferences.includes(prefer)) {
    throw new ParleyError('bad-options', `Cannot prefer "${prefer}": choose ${preferences.join(', ')}.`);
  }
  if (options.score !== undefined && prefer !== undefined) {
    throw new ParleyError('bad-options', 'Give either prefer or score: a score of your own weighs as it likes.');
  }
  const price = options.limits?.price;
  const priceLimit = price === undefined ? undefined : priceOf(price);
  if (options.choose !== undefined && options.firstAcceptable) {
    throw new ParleyError('bad-options', 'Give either choose or firstAcceptable: a choice needs all the bids.');
  }
  if (options.revise !== undefined && options.firstAcceptable) {
    throw new ParleyError('bad-options', 'Give either revise or firstAcceptable: better bids need all of them.');
  }
  checkQuestions(options.questions);
  if (options.input !== undefined) checkInput(options.input);
  return {
    conversation,
    task: conversation,
    withinMs,
    currency: priceLimit?.currency ?? defaults.currency,
    weights: weightsFor(prefer),
    shortlistSizes: sizesFrom(options.shortlistSize),
    bidWindowMs: defaults.bidWindowMs,
    agreeDeadlineMs: defaults.agreeDeadlineMs,
    progressDeadlineMs: defaults.progressDeadlineMs,
    attemptsMax: defaults.attempts,
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(priceLimit === undefined ? {} : { priceLimit }),
    ...(options.firstAcceptable === undefined ? {} : { firstAcceptable: options.firstAcceptable }),
    ...(options.choose === undefined ? {} : { ownChoice: true }),
    ...(options.score === undefined ? {} : { scoreBid: options.score }),
    ...(options.revise === undefined ? {} : { revises: true }),
  };
}

function sizesFrom(size: number | undefined): readonly number[] {
  if (size === undefined) return defaults.shortlistSizes;
  if (!Number.isInteger(size) || size < 1 || size > limits.shortlistMax) {
    const message = `shortlistSize is ${size}: give a whole number from 1 to ${limits.shortlistMax}.`;
    throw new ParleyError('bad-options', message);
  }
  return [size, ...defaults.shortlistSizes.filter((each) => each > size)];
}

function checkQuestions(questions: AskOptions['questions']): void {
  if (questions === undefined || typeof questions === 'function') return;
  if (['refuse', 'default', 'wait'].includes(questions)) return;
  throw new ParleyError('bad-options', `questions is "${questions}": give refuse, default, wait, or a function.`);
}

function checkInput(input: unknown): void {
  const bytes = jsonBytes(input, 'The input');
  if (bytes <= limits.inputBytesMax) return;
  const message = `The input has ${bytes} bytes, ${limits.inputBytesMax} are allowed: pass a reference to large data.`;
  throw new ParleyError('payload-too-large', message);
}
