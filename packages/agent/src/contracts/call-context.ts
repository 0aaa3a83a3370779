// What an author's code is handed for one call. A call may take a few microseconds, so what costs more than a field is made
// when it is looked at.

import { ParleyError } from '@parley/protocol';
import type { PerformContext } from '../context.ts';
import type { InstanceDoors } from '../instance-doors.ts';
import { sleep } from '../sleep.ts';
import { subcontracting } from '../subcontracting.ts';
import { TaskFailure } from '../task-failure.ts';
import type { OpenContract } from './open-contract.ts';

/** What is asked, and until when, by the instance's clock. */
export interface Call {
  readonly input: unknown;
  readonly idempotencyKey: string;
  /** Ends the work; so does the deadline. */
  readonly abort: AbortController;
  readonly deadlineAtMs: number;
}

const nothing: readonly never[] = [];

export class CallContext implements PerformContext {
  readonly input: unknown;
  readonly attempt = 1;
  readonly earlier = nothing;
  readonly #instance: InstanceDoors;
  readonly #opened: OpenContract;
  readonly #call: Call;

  constructor(instance: InstanceDoors, opened: OpenContract, call: Call, input: unknown) {
    this.input = input;
    this.#instance = instance;
    this.#opened = opened;
    this.#call = call;
  }

  get intent() {
    return this.#opened.cfp.body.intent;
  }

  get conversation() {
    return this.#opened.cfp.conversation;
  }

  get priceLimit() {
    return this.#opened.cfp.body.limits.price;
  }

  get config() {
    return this.#instance.config;
  }

  get store() {
    return this.#instance.store;
  }

  get idempotencyKey() {
    return this.#call.idempotencyKey;
  }

  get signal() {
    return this.#call.abort.signal;
  }

  get log() {
    return this.#instance.log.child({ conversation: this.conversation });
  }

  get mesh() {
    const { client, address } = this.#instance;
    const { path, hopsLeft } = this.#opened.cfp.body;
    const { conversation, priceLimit, signal, remainingMs } = this;
    const work = { conversation, path: [...path, address], hopsLeft, priceLimit, signal, remainingMs };
    return subcontracting(() => client.get(), work);
  }

  // Functions by getters: an author takes them out of the context.

  get remainingMs() {
    return () => this.#call.deadlineAtMs - this.#instance.clock.now();
  }

  get now() {
    return () => this.#instance.clock.epochMs();
  }

  get sleep() {
    return (ms: number) => sleep(this.#instance.clock, ms, this.signal);
  }

  /** Nobody follows a single call. */
  get progress() {
    return () => undefined;
  }

  /** A call is answered, not talked about. */
  get ask(): PerformContext['ask'] {
    return (question) => {
      const text = `"${question}" cannot be asked: this is a call under a standing contract`;
      return Promise.reject(new TaskFailure('no-answer', text));
    };
  }

  get once(): PerformContext['once'] {
    return (key, effect) => {
      if (this.signal.aborted) {
        throw new ParleyError('closed', 'This call is over: nothing more may be done for it.');
      }
      return this.#instance.once(this.idempotencyKey, key, effect);
    };
  }
}
