// One initiator under test: events go in by hand, every step is checked against the rules, and what it said is kept.

import type { Down, MessageOf } from '@parley/protocol';
import {
  type Candidate,
  type ConversationEvent,
  type FromParticipant,
  type InitiatorCommand,
  type InitiatorEvent,
  type InitiatorInput,
  type InitiatorState,
  type InitiatorTimer,
  initialState,
  type SendToBidder,
  type Settlement,
  type ShortlistResult,
  stepInitiator,
  type Unstamped,
  type Verdict,
  weightsFor,
} from '../../src/index.ts';
import { propose } from './messages.ts';
import { frozen, InitiatorRules } from './rules.ts';

export const input: InitiatorInput = {
  conversation: 'c1',
  task: 'c1',
  input: { amount: 50 },
  withinMs: 30_000,
  currency: 'USD',
  weights: weightsFor(),
  shortlistSizes: [3, 6, 12],
  bidWindowMs: 250,
  agreeDeadlineMs: 1_000,
  progressDeadlineMs: 10_000,
  attemptsMax: 4,
};

export function candidate(name: string, more: Partial<Candidate> = {}): Candidate {
  const [agent = '', instance = '1'] = name.split('/');
  return { agent, instance, capability: 'pay', similarity: 0.8, reliability: 0.5, ...more };
}

export class Net {
  state: InitiatorState;
  readonly rules = new InitiatorRules();
  readonly said: InitiatorCommand[] = [];
  /** What the last step said. */
  last: readonly InitiatorCommand[] = [];
  atMs = 0;

  constructor(more: Partial<InitiatorInput> = {}) {
    this.state = frozen(initialState({ ...input, ...more }));
  }

  tell(event: Unstamped<InitiatorEvent>): this {
    const stamped = frozen({ atMs: this.atMs, ...event } as InitiatorEvent);
    const { state, commands } = stepInitiator(this.state, stamped);
    this.rules.see(stamped, commands);
    this.state = frozen(state);
    this.last = commands;
    this.said.push(...commands);
    return this;
  }

  after(ms: number): this {
    this.atMs += ms;
    return this;
  }

  start = () => this.tell({ type: 'start' });
  shortlisted = (result: ShortlistResult) => this.tell({ type: 'shortlisted', result });
  candidates = (...names: (string | Candidate)[]) =>
    this.shortlisted({
      type: 'candidates',
      candidates: names.map((each) => (typeof each === 'string' ? candidate(each) : each)),
    });
  from = (name: string, message: FromParticipant) => this.tell({ type: 'message', bidder: key(name), message });
  timer = (timer: InitiatorTimer) => this.tell({ type: 'timer', timer });
  verified = (verdict: Verdict, attempt = 1) => this.tell({ type: 'verified', attempt, verdict });
  /** Asks the named for better bids; nobody where none is named. */
  revised = (...names: string[]) =>
    this.tell({
      type: 'revised',
      ...(names.length === 0 ? {} : { terms: { to: names.map(key), price: { amount: '0.50', currency: 'USD' } } }),
    });
  chosen = (...names: string[]) => this.tell({ type: 'chosen', ranked: names.map(key) });
  /** Answers the question that was asked last. */
  answered(answer: { readonly value: unknown } | { readonly refused: string } = { value: 'giro' }): this {
    const asked = this.said.findLast((each) => each.type === 'ask-caller');
    const { query = 'none', question = 'none' } = asked?.type === 'ask-caller' ? asked : {};
    return this.tell({ type: 'answered', query, question, ...answer });
  }
  cancel = (reason = 'enough') => this.tell({ type: 'cancel', reason });
  noResponders = (name: string) => this.tell({ type: 'no-responders', bidder: key(name) });
  garbled = (name: string, text = 'not JSON') => this.tell({ type: 'garbled', bidder: key(name), text });
  down(name: string, cause: Down['cause'] = 'exit'): this {
    const [agent = '', instance = ''] = key(name).split('/');
    return this.tell({ type: 'down', down: { agent, instance, cause, text: `${name} is gone`, detectionMs: 7 } });
  }

  /** Started, shortlisted and called, with the given bids (prices in USD) already in. */
  static collecting(bids: Record<string, string | undefined>, more: Partial<InitiatorInput> = {}): Net {
    const net = new Net(more).start().candidates(...Object.keys(bids));
    for (const [name, price] of Object.entries(bids)) {
      if (price !== undefined) net.from(name, propose({ price, id: `bid-${name.replace('/', '-')}` }));
    }
    return net;
  }

  get phase() {
    return this.state.phase;
  }

  get settlement(): Settlement | undefined {
    return this.rules.settlement;
  }

  /** Who has the award now. */
  get winner(): string | undefined {
    return this.state.current?.bidder.replace(/\/1$/, '');
  }

  /** What the last step sent, as `performative name code`. */
  get sent(): string[] {
    return this.last.filter((each) => each.type === 'send').map(shown);
  }

  /** Everything sent since the start. */
  get allSent(): string[] {
    return this.said.filter((each) => each.type === 'send').map(shown);
  }

  get awards(): MessageOf<'accept-proposal'>['body'][] {
    return this.said.flatMap((each) =>
      each.type === 'send' && each.message.performative === 'accept-proposal' ? [each.message.body] : [],
    );
  }

  get shortlists() {
    return this.said.filter((each) => each.type === 'shortlist');
  }

  recorded<Type extends ConversationEvent['type']>(type: Type): Extract<ConversationEvent, { type: Type }>[] {
    return this.said.flatMap((each) =>
      each.type === 'record' && each.event.type === type
        ? [each.event as Extract<ConversationEvent, { type: Type }>]
        : [],
    );
  }
}

function shown({ to, message }: SendToBidder): string {
  const code = message.performative === 'reject-proposal' ? ` ${message.body.code}` : '';
  return `${message.performative} ${to.replace(/\/1$/, '')}${code}`;
}

function key(name: string): string {
  return name.includes('/') ? name : `${name}/1`;
}
