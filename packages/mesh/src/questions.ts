// What a caller says to a worker's question in the middle of its work: a policy, or a function of its own.

import type { AnswerGiven, AskCaller } from '@parley/contract-net';
import { limits, messageOf } from '@parley/protocol';

/** A worker's question. */
export interface Question {
  readonly question: string;
  /** What the answer shall look like, as JSON Schema, where the worker says so. */
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly agent: string;
  readonly instance: string;
  readonly attempt: number;
}

/**
 * `refuse`: the worker is told that nobody answers. `default`: the schema's own default, where it has one. `wait`: whoever
 * follows the conversation answers, by `asking.answer`. Or a function: its value is the answer, `undefined` is none.
 */
export type Questions = 'refuse' | 'default' | 'wait' | ((question: Question) => unknown);

type Answer = { readonly value: unknown } | { readonly refused: string };

/** The answer by a policy; undefined where somebody else will give it. Never rejects. */
export async function answerBy(policy: Questions, asked: AskCaller): Promise<AnswerGiven | undefined> {
  const { query, question } = asked;
  const answer = await byPolicy(policy, asked);
  return answer === undefined ? undefined : { query, question, ...answer };
}

async function byPolicy(
  policy: Questions,
  { type: _, query: __, ...question }: AskCaller,
): Promise<Answer | undefined> {
  if (policy === 'wait') return undefined;
  if (policy === 'refuse') return { refused: 'this caller answers no questions' };
  if (policy === 'default') {
    if (question.schema !== undefined && 'default' in question.schema) return { value: question.schema.default };
    return { refused: 'this caller answers by defaults alone, and this question has none' };
  }
  try {
    const value = await policy(question);
    return value === undefined ? { refused: 'the caller has no answer' } : { value };
  } catch (thrown) {
    return { refused: `the caller could not answer: ${messageOf(thrown)}`.slice(0, limits.textCharactersMax) };
  }
}
