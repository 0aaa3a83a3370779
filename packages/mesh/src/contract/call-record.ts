// What is written down of the calls under a standing contract: each that failed, and one of a hundred of the others, as a
// small conversation that is a part of the one in which the contract was won; and now and then how many there were.

import { weightsFor } from '@parley/contract-net';
import { scaleMoney } from '@parley/protocol';
import { newConversationId } from '../ids.ts';
import type { World } from '../world.ts';
import type { CallAnswer, Holder, Lease } from './lease.ts';

const oneOf = 100;

interface Call {
  readonly input: unknown;
  readonly tookMs: number;
}

export class CallRecord {
  readonly #world: World;
  #calls = 0;
  /** Since the last metering, by contract. */
  readonly #counts = new Map<string, { done: number; failed: number }>();

  constructor(world: World) {
    this.#world = world;
  }

  done(lease: Lease, { input, output, tookMs }: Call & { readonly output: unknown }): void {
    this.#calls += 1;
    this.#countOf(lease).done += 1;
    if (this.#calls % oneOf !== 1) return;
    const text = `Done by ${lease.holder.agent} under a standing contract, as call ${this.#calls}.`;
    this.#write(lease, { input, tookMs }, { outcome: 'done', text, output });
  }

  /** Returns what happened, in words. */
  failed(
    lease: Lease,
    { input, answer, tookMs }: Call & { readonly answer: Exclude<CallAnswer, { type: 'output' }> },
  ): string {
    this.#countOf(lease).failed += 1;
    const text = answer.type === 'expired' ? 'it has not answered in time' : answer.text;
    const code = answer.type === 'failure' ? answer.code : answer.type;
    this.#write(lease, { input, tookMs }, { outcome: 'failed', text, code: code.slice(0, 64) });
    return `${lease.holder.agent}: ${text}`;
  }

  /** Writes down what the calls since the last time came to, at this agent. */
  meter(lease: Lease): void {
    const { contract, holder } = lease;
    const { recorder } = this.#world;
    const { done: calls, failed } = this.#countOf(lease);
    this.#counts.delete(contract);
    if (recorder === undefined || calls + failed === 0) return;
    const { price } = holder;
    const total = scaleMoney(price, String(calls), 6);
    const text = `${calls} calls were done, ${failed} failed.`;
    const id = this.#begin(contract, holder, undefined);
    recorder.append(id, { type: 'metered', atMs: 0, ...whoOf(holder), calls, failed, price: total });
    recorder.append(id, { type: 'settled', atMs: 0, outcome: 'done', text, ...whoOf(holder) });
    recorder.end(id);
  }

  #countOf({ contract }: Lease): { done: number; failed: number } {
    let count = this.#counts.get(contract);
    if (count === undefined) {
      count = { done: 0, failed: 0 };
      this.#counts.set(contract, count);
    }
    return count;
  }

  #begin(contract: string, { capability, price, etaMs }: Holder, input: unknown): string {
    const { recorder, name: by } = this.#world;
    const id = newConversationId();
    recorder?.append(id, {
      type: 'asked',
      atMs: 0,
      capability,
      input,
      withinMs: etaMs,
      currency: price.currency,
      weights: weightsFor(),
      parent: contract,
      isCall: true,
      by,
    });
    return id;
  }

  #write(
    lease: Lease,
    { input, tookMs }: Call,
    ended: { readonly outcome: string; readonly text: string; readonly code?: string; readonly output?: unknown },
  ): void {
    const { recorder } = this.#world;
    if (recorder === undefined) return;
    const { price, etaMs } = lease.holder;
    const who = { ...whoOf(lease.holder), price };
    const id = this.#begin(lease.contract, lease.holder, input);
    recorder.append(id, { type: 'awarded', atMs: 0, attempt: 1, ...who, etaMs, why: 'it holds the standing contract' });
    recorder.append(id, { type: 'settled', atMs: tookMs, ...who, ...ended });
    recorder.end(id);
  }
}

function whoOf({ agent, instance, capability }: Holder) {
  return { agent, instance, capability };
}
