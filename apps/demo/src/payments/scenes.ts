// The scenes: intents and wishes only. Nothing here names an agent.

import { type AskOptions, underbid } from '@parley/mesh';

export interface Scene {
  readonly title: string;
  readonly intent: string;
  readonly options: AskOptions;
  /** How it must end for the demo to have worked. */
  readonly expected: 'done' | 'no-route';
  /** It may end without a bid as well, where whoever could meet these terms is not there: an answer, and not an error. */
  readonly mayFindNobody?: true;
  /** The winner's process is killed when its first progress comes. */
  readonly kill?: true;
}

const payment = 'I need to process $50 USD';

export const scenes: readonly Scene[] = [
  { title: 'An intent in words', intent: payment, options: {}, expected: 'done' },
  { title: 'The same, but cheap', intent: payment, options: { prefer: 'price' }, expected: 'done' },
  {
    title: 'The same, within 2 seconds',
    intent: payment,
    options: { withinMs: 2_000 },
    expected: 'done',
    mayFindNobody: true,
  },
  {
    title: 'In other words',
    intent: 'charge 12.40 EUR to my card',
    options: {},
    expected: 'done',
    mayFindNobody: true,
  },
  { title: 'What nobody can do', intent: 'book me a flight to Mars', options: {}, expected: 'no-route' },
  {
    title: 'The winner is killed in the middle of its work',
    // So little that whoever holds a balance still has it after the scenes before: no rival must be the last.
    intent: 'I need to process $8 USD',
    options: { prefer: 'time' },
    expected: 'done',
    kill: true,
  },
  {
    title: 'The cheapest, and the others may do better',
    // Little, for the same reason.
    intent: 'I need to process $2 USD',
    options: { prefer: 'price', revise: underbid(0.05, 1) },
    expected: 'done',
  },
];
