// A standing contract: negotiated once, then called without a negotiation. Whoever holds it is called directly; a second
// agent, won beforehand, takes over at once when the first breaks, and another is won in its place. Each call ends exactly
// once: with its result, or with an error that says why.

import { Pace } from '@parley/contract-net';
import { defaults, limits, type Money, ParleyError, partsOfAddress } from '@parley/protocol';
import type { World } from '../world.ts';
import { closed, expired, finalErrorOf } from './call-errors.ts';
import { CallRecord } from './call-record.ts';
import type { ContractEvent, StandingContract } from './contract.ts';
import type { ContractPlan } from './contract-options.ts';
import type { Holder, Lease, LeaseHooks } from './lease.ts';
import { Purse } from './purse.ts';

/** Wins an agent: another than `without`, where that is said. @throws ParleyError `no-contract` */
export type WinLease = (hooks: LeaseHooks, without?: string) => Promise<Lease>;

const backupAgainMs = 5_000;
const callMsMin = 1_000;

export class OpenContract implements StandingContract {
  readonly #world: World;
  readonly #plan: ContractPlan;
  readonly #win: WinLease;
  readonly #purse: Purse;
  readonly #pace: Pace | undefined;
  readonly #record: CallRecord;
  readonly #handlers = new Set<(event: ContractEvent) => void>();
  readonly #hooks: LeaseHooks;
  #holding: Lease | undefined;
  #backup: Lease | undefined;
  #negotiating: Promise<Lease> | undefined;
  #isSeekingBackup = false;
  #backupTimer: unknown;
  #done = 0;
  #failed = 0;
  #isClosed = false;

  constructor(world: World, plan: ContractPlan, win: WinLease) {
    this.#world = world;
    this.#plan = plan;
    this.#win = win;
    const { perSecond } = plan.terms;
    this.#purse = new Purse(plan.budget);
    this.#pace = perSecond === undefined ? undefined : new Pace(perSecond, world.clock.now());
    this.#record = new CallRecord(world);
    this.#hooks = {
      renewed: (lease) => this.#record.meter(lease),
      broken: (lease, text) => this.#lost(lease, text, true),
      ending: (lease, text, isFault) => {
        this.#lost(lease, text, isFault);
        lease.retire(text);
      },
    };
  }

  /** Negotiates it. @throws ParleyError `no-contract` */
  async begin(): Promise<void> {
    await this.#negotiate();
    this.#world.open.add(this);
  }

  /** Its leases know. */
  down(): void {}

  /** The connection is gone for good. */
  closed(): void {
    void this.close();
  }

  get holder(): Holder | undefined {
    return this.#holding?.holder;
  }

  get backup(): Holder | undefined {
    return this.#backup?.holder;
  }

  get counts() {
    return { done: this.#done, failed: this.#failed };
  }

  get spent(): Money | undefined {
    return this.#purse.spent;
  }

  call(input: unknown, options: { readonly withinMs?: number } = {}): Promise<unknown> {
    try {
      this.#admit(options.withinMs);
      this.#purse.reserve();
    } catch (thrown) {
      return Promise.reject(thrown);
    }
    return this.#called(input, options.withinMs).catch((thrown) => {
      this.#failed += 1;
      this.#purse.release();
      throw thrown;
    });
  }

  onEvent(handler: (event: ContractEvent) => void): { close(): void } {
    this.#handlers.add(handler);
    return { close: () => void this.#handlers.delete(handler) };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#world.open.delete(this);
    this.#world.clock.clearTimeout(this.#backupTimer);
    for (const lease of [this.#holding, this.#backup]) {
      if (lease === undefined) continue;
      this.#record.meter(lease);
      lease.close('the caller closed the contract');
    }
    this.#kept(this.#holding);
    this.#holding = undefined;
    this.#backup = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #admit(withinMs: number | undefined): void {
    const { inFlight, perSecond } = this.#plan.terms;
    if (this.#isClosed) throw closed();
    if (withinMs !== undefined && !(withinMs > 0 && withinMs <= limits.withinMsMax)) {
      throw new ParleyError('bad-options', `withinMs is ${withinMs}: give milliseconds, above 0.`);
    }
    if (!this.#world.bus.connected) throw new ParleyError('disconnected', 'The broker is away: try again shortly.');
    if (this.#purse.underWay >= inFlight) {
      const message = `${inFlight} calls at a time were agreed, and as many are under way: wait for one, or ask for a contract with more in flight.`;
      throw new ParleyError('over-limit', message);
    }
    const early = this.#pace?.take(this.#world.clock.now()) ?? 0;
    if (early > 0) {
      const message = `${perSecond} calls a second were agreed: call again in ${Math.ceil(early)} ms.`;
      throw new ParleyError('over-limit', message, { details: { retryAfterMs: Math.ceil(early) } });
    }
  }

  async #called(input: unknown, withinMs: number | undefined): Promise<unknown> {
    const { clock } = this.#world;
    const startedAtMs = clock.now();
    let idempotencyKey: string | undefined;
    const failedAt = new Set<string>();
    let lease = this.#holding ?? (await this.#held(withinMs ?? defaults.withinMs));
    const forMs = withinMs ?? Math.max(callMsMin, 10 * lease.holder.etaMs);
    let text = '';
    for (let attempt = 1; attempt <= defaults.attempts; attempt += 1) {
      const leftMs = startedAtMs + forMs - clock.now();
      if (leftMs <= 0) break;
      const id = this.#world.nextId();
      const answer = await lease.call({ id, input, idempotencyKey, withinMs: leftMs });
      idempotencyKey ??= `${partsOfAddress(this.#world.address).instance}-${id}`;
      if (answer.type === 'output') {
        this.#done += 1;
        this.#purse.pay(lease.holder.price);
        this.#record.done(lease, { input, output: answer.output, tookMs: clock.now() - startedAtMs });
        return answer.output;
      }
      if (this.#isClosed) throw closed();
      text = this.#record.failed(lease, { input, answer, tookMs: clock.now() - startedAtMs });
      const final = finalErrorOf(answer, lease.holder, forMs);
      if (final !== undefined) throw final;
      // What this one could not do another may: the backup, or who holds the contract next.
      failedAt.add(lease.contract);
      const next = [this.#holding, this.#backup].find((each) => each !== undefined && !failedAt.has(each.contract));
      if (next === undefined && this.#holding !== undefined) break;
      lease = next ?? (await this.#held(startedAtMs + forMs - clock.now()));
    }
    if (clock.now() - startedAtMs >= forMs) throw expired(forMs, text);
    throw new ParleyError('call-failed', `The call failed: ${text}`);
  }

  /** Whoever holds it next. @throws ParleyError `no-contract`, `call-expired` */
  async #held(withinMs: number): Promise<Lease> {
    const { clock } = this.#world;
    let timer: unknown;
    const late = new Promise<never>((_, reject) => {
      timer = clock.setTimeout(() => reject(expired(withinMs, 'nobody holds the contract')), Math.max(0, withinMs));
    });
    try {
      return await Promise.race([this.#negotiate(), late]);
    } finally {
      clock.clearTimeout(timer);
    }
  }

  #negotiate(): Promise<Lease> {
    if (this.#holding !== undefined) return Promise.resolve(this.#holding);
    this.#negotiating ??= this.#win(this.#hooks)
      .then((lease) => {
        if (this.#isClosed) {
          lease.close('the caller closed the contract');
          throw closed();
        }
        this.#hold(lease);
        this.#tell({ type: 'held', as: 'holder', holder: lease.holder, conversation: lease.contract });
        return lease;
      })
      .catch((thrown) => {
        this.#tell({ type: 'no-holder', text: thrown instanceof Error ? thrown.message : String(thrown) });
        throw thrown;
      })
      .finally(() => {
        this.#negotiating = undefined;
      });
    return this.#negotiating;
  }

  #hold(lease: Lease): void {
    this.#holding = lease;
    this.#purse.costs(lease.holder.price);
    void this.#seekBackup();
  }

  async #seekBackup(): Promise<void> {
    const holder = this.holder;
    if (!this.#plan.backup || this.#backup !== undefined || this.#isSeekingBackup || holder === undefined) return;
    this.#isSeekingBackup = true;
    this.#world.clock.clearTimeout(this.#backupTimer);
    try {
      const lease = await this.#win(this.#hooks, holder.agent);
      const isWanted = !this.#isClosed && this.#backup === undefined && this.holder?.agent !== lease.holder.agent;
      if (!isWanted) lease.close('it is not needed any more');
      else {
        this.#backup = lease;
        this.#tell({ type: 'held', as: 'backup', holder: lease.holder, conversation: lease.contract });
      }
    } catch {
      // Nobody else would: that may change.
    }
    this.#isSeekingBackup = false;
    if (this.#isClosed || this.#backup !== undefined) return;
    this.#backupTimer = this.#world.clock.setTimeout(() => void this.#seekBackup(), backupAgainMs);
  }

  /** @param isFault its agent did not keep to it, which is remembered */
  #lost(lease: Lease, text: string, isFault: boolean): void {
    const { holder } = lease;
    const { bus, log, reputation } = this.#world;
    if (lease !== this.#holding && lease !== this.#backup) return;
    if (isFault && bus.connected) reputation.saw(holder.agent, holder.capability, { type: 'failed' });
    log.info({ contract: lease.contract, agent: holder.agent, instance: holder.instance }, text);
    const wasHolder = lease === this.#holding;
    this.#record.meter(lease);
    if (wasHolder) this.#holding = undefined;
    else this.#backup = undefined;
    this.#tell({ type: 'broken', holder, text });
    if (!wasHolder) return void this.#seekBackup();
    const next = this.#backup;
    this.#backup = undefined;
    if (next === undefined) {
      this.#negotiate().catch(() => undefined);
      return;
    }
    this.#hold(next);
    this.#tell({ type: 'took-over', holder: next.holder });
  }

  /** It was held to its end. */
  #kept(lease: Lease | undefined): void {
    if (lease === undefined || lease.meanMs === 0) return;
    const { agent, capability, etaMs } = lease.holder;
    this.#world.reputation.saw(agent, capability, { type: 'done', promisedMs: etaMs, tookMs: lease.meanMs });
  }

  #tell(event: ContractEvent): void {
    for (const handler of this.#handlers) handler(event);
  }
}
