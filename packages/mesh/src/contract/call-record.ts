// What is written down of the calls under a standing contract: each that failed, and one of a hundred of the others, as a
// small conversation that is a part of the one in which the contract was won.

import { weightsFor } from '@parley/contract-net';
import { newConversationId } from '../ids.ts';
import type { World } from '../world.ts';
import type { CallAnswer, Lease } from './lease.ts';

const oneOf = 100;

interface Call {
  readonly input: unknown;
  readonly tookMs: number;
}

export class CallRecord {
  readonly #world: World;
  #calls = 0;

  constructor(world: World) {
    this.#world = world;
  }

  done(lease: Lease, { input, output, tookMs }: Call & { readonly output: unknown }): void {
    this.#calls += 1;
    if (this.#calls % oneOf !== 1) return;
    const text = `Done by ${lease.holder.agent} under a standing contract, as call ${this.#calls}.`;
    this.#write(lease, { input, tookMs }, { outcome: 'done', text, output });
  }

  /** Returns what happened, in words. */
  failed(
    lease: Lease,
    { input, answer, tookMs }: Call & { readonly answer: Exclude<CallAnswer, { type: 'output' }> },
  ): string {
    const text = answer.type === 'expired' ? 'it has not answered in time' : answer.text;
    const code = answer.type === 'failure' ? answer.code : answer.type;
    this.#write(lease, { input, tookMs }, { outcome: 'failed', text, code: code.slice(0, 64) });
    return `${lease.holder.agent}: ${text}`;
  }

  #write(
    lease: Lease,
    { input, tookMs }: Call,
    ended: { readonly outcome: string; readonly text: string; readonly code?: string; readonly output?: unknown },
  ): void {
    const { recorder } = this.#world;
    if (recorder === undefined) return;
    const { agent, instance, capability, price, etaMs } = lease.holder;
    const id = newConversationId();
    const weights = weightsFor();
    const who = { agent, instance, capability, price };
    recorder.append(id, {
      type: 'asked',
      atMs: 0,
      capability,
      input,
      withinMs: etaMs,
      currency: price.currency,
      weights,
      parent: lease.contract,
    });
    recorder.append(id, { type: 'awarded', atMs: 0, attempt: 1, ...who, etaMs, why: 'it holds the standing contract' });
    recorder.append(id, { type: 'settled', atMs: tookMs, ...who, ...ended });
    recorder.end(id);
  }
}
