// `ask`: one intent, one outcome. What it returns can be awaited for the outcome and iterated for the events; both at
// once is fine.

import type { ConversationEvent } from '@parley/contract-net';
import { schemaHashOf } from '@parley/discovery';
import { type ContractTerms, ParleyError } from '@parley/protocol';
import type { z } from 'zod';
import { type AskOptions, checkedIntent, initiatorInput } from './ask-options.ts';
import { type CapabilityDefinition, describeCapability } from './capability.ts';
import { type Chooser, chooserOf, clearingChooser } from './choosing.ts';
import { Conversation } from './conversation.ts';
import { conversationId } from './ids.ts';
import type { Outcome } from './outcome.ts';
import { reviserOf } from './revising.ts';
import type { Sought } from './shortlisting.ts';
import type { Verify } from './verification.ts';
import type { World } from './world.ts';

/** A conversation under way: `await` it for the outcome, iterate it for what happens. */
export interface Asking<Output = unknown> extends PromiseLike<Outcome<Output>>, AsyncIterable<ConversationEvent> {
  readonly conversation: string;
  readonly outcome: Promise<Outcome<Output>>;
  cancel(reason?: string): void;
  /**
   * Answers a worker's question: `query` is that of the event `queried`. For conversations with `questions: 'wait'`.
   * @throws ParleyError `bad-options` where no such question was asked
   */
  answer(query: string, value: unknown): void;
}

/** Asks by words. @throws ParleyError `bad-intent`, `bad-options`, `deadline-past`, before anything is sent */
export function askIntent(world: World, intent: string, options: AskOptions): Asking {
  return start(world, { text: checkedIntent(intent) }, options);
}

/** Asks for one capability by its definition. @throws ParleyError as above, and `bad-definition` */
export function askCapability<Input extends z.ZodType, Output extends z.ZodType>(
  world: World,
  definition: CapabilityDefinition<Input, Output>,
  options: AskOptions<z.input<Input>, z.output<Output>>,
): Asking<z.output<Output>> {
  const checks = definition.verify === undefined ? [] : [definition.verify as Verify];
  return start(world, soughtBy(definition), options as AskOptions, { checks }) as Asking<z.output<Output>>;
}

// So is the hash of its schemas: worked out once.
const soughtByDefinition = new WeakMap<CapabilityDefinition, Sought>();

function soughtBy(definition: CapabilityDefinition): Sought {
  let sought = soughtByDefinition.get(definition);
  if (sought === undefined) {
    const { name, input, output, description } = describeCapability(definition);
    const schemaHash = schemaHashOf(name, input, output);
    sought = { text: description, capability: { name, schemaHash, input, output } };
    soughtByDefinition.set(definition, sought);
  }
  return sought;
}

/** What a contract is asked for by: words, or a definition. @throws ParleyError as `ask` */
export function contractAsker(
  world: World,
  what: string | CapabilityDefinition,
  contract: ContractTerms,
): (options: AskOptions) => Asking {
  const sought = typeof what === 'string' ? { text: checkedIntent(what) } : soughtBy(what);
  return (options) => start(world, sought, options, { contract });
}

interface StartParts {
  readonly checks?: readonly Verify[];
  readonly contract?: ContractTerms;
}

function start(world: World, what: Sought, options: AskOptions, parts: StartParts = {}): Asking {
  const { checks: ofDefinition = [], contract } = parts;
  const sought = options.version === undefined ? what : { ...what, version: options.version };
  const id = conversationId(options.conversation);
  const { under: above } = options;
  const clearing = options.choose === undefined && !options.firstAcceptable ? world.clearing : undefined;
  const choose = clearing === undefined ? ownChooser(options) : clearingChooser(clearing, id);
  const checks = options.verify === undefined ? ofDefinition : [...ofDefinition, options.verify];
  const input = {
    ...initiatorInput(id, options),
    ...(checks.length === 0 ? {} : { verifies: true }),
    ...(clearing === undefined ? {} : { clears: true }),
  };
  const conversation = new Conversation(world, sought, input, {
    ...(checks.length === 0 ? {} : { checks }),
    ...(above === undefined ? {} : { above }),
    ...(contract === undefined ? {} : { contract }),
    ...(options.revise === undefined ? {} : { revise: reviserOf(options.revise, input.currency, world.log) }),
    ...(options.questions === undefined ? {} : { questions: options.questions }),
    ...(choose === undefined ? {} : { choose }),
  });
  const cancel = (reason = 'the caller cancelled') => conversation.cancel(reason);
  const onAbort = () => cancel(abortReason(options.signal));
  const outcome = conversation.settled.then((settlement): Outcome => {
    options.signal?.removeEventListener('abort', onAbort);
    clearing?.end(id);
    return { conversation: id, intent: sought.text, ...settlement };
  });
  clearing?.begin(id);
  conversation.start();
  if (options.signal?.aborted) onAbort();
  else options.signal?.addEventListener('abort', onAbort, { once: true });
  return {
    conversation: id,
    outcome,
    cancel,
    answer: (query, value) => {
      if (conversation.answer(query, value)) return;
      throw new ParleyError('bad-options', `Nobody asked "${query}" in this conversation, or it is answered.`);
    },
    // biome-ignore lint/suspicious/noThenProperty: awaiting it is what it is for
    then: (onDone, onFail) => outcome.then(onDone, onFail),
    [Symbol.asyncIterator]: () => conversation.events[Symbol.asyncIterator](),
  };
}

function ownChooser({ choose }: AskOptions): Chooser | undefined {
  return choose === undefined ? undefined : chooserOf(choose);
}

function abortReason(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason.message : String(reason ?? 'aborted');
}
