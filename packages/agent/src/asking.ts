// An author's `ctx.ask`: a question to whoever the work is for, and its answer. What the caller has answered before in this
// conversation, to whomever, is not asked again.

import { type EarlierAnswer, limits, type MessageOf, ParleyError } from '@parley/protocol';
import { z } from 'zod';
import { parsed } from './parsing.ts';
import { TaskFailure } from './task-failure.ts';

type Answer = MessageOf<'answer'>['body'];

export class Asking {
  readonly #earlier: readonly EarlierAnswer[];
  readonly #signal: AbortSignal;
  readonly #send: (body: MessageOf<'query'>['body']) => string;
  readonly #open = new Map<string, (answer: Answer) => void>();

  /** @param send sends the question and returns its id */
  constructor(
    earlier: readonly EarlierAnswer[],
    signal: AbortSignal,
    send: (body: MessageOf<'query'>['body']) => string,
  ) {
    this.#earlier = earlier;
    this.#signal = signal;
    this.#send = send;
  }

  answered(query: string, answer: Answer): void {
    this.#open.get(query)?.(answer);
  }

  /** @throws TaskFailure `no-answer`, `bad-answer`; what `signal` says; ParleyError `bad-options` */
  async ask<Schema extends z.ZodType>(question: string, schema: Schema): Promise<z.output<Schema>> {
    if (question.trim() === '' || question.length > limits.textCharactersMax) {
      const message = `A question has 1 to ${limits.textCharactersMax} characters, this one ${question.length}.`;
      throw new ParleyError('bad-options', message);
    }
    const before = this.#earlier.find((each) => each.question === question);
    if (before !== undefined) {
      const read = await parsed(schema, before.value);
      if (read.success) return read.data;
    }
    const answer = await this.#answerTo(question, schema);
    if (answer.refused !== undefined || answer.value === undefined) {
      throw new TaskFailure('no-answer', `"${question}" was not answered: ${answer.refused ?? 'no reason was given'}`);
    }
    const read = await parsed(schema, answer.value);
    if (read.success) return read.data;
    const issue = read.error.issues[0];
    const where = issue?.path.map(String).join('.');
    const text = `The answer to "${question}" will not do: ${where ? `${where}: ` : ''}${issue?.message}`;
    throw new TaskFailure('bad-answer', text, { retryable: false });
  }

  #answerTo(question: string, schema: z.ZodType): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#signal.throwIfAborted();
      const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input' });
      const query = this.#send({ question, schema: described });
      const onAbort = () => reject(this.#signal.reason);
      this.#signal.addEventListener('abort', onAbort, { once: true });
      this.#open.set(query, (answer) => {
        this.#open.delete(query);
        this.#signal.removeEventListener('abort', onAbort);
        resolve(answer);
      });
    });
  }
}
