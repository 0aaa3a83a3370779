// A whole world for one conversation: one initiator, its instances, and a bad network between them, all in simulated
// time. The roles' transitions are given from outside, so that broken ones can be tried as well.

import { decode, encode, type Message, money } from '@parley/protocol';
import {
  type Candidate,
  type InitiatorCommand,
  type InitiatorEvent,
  type InitiatorState,
  initialState,
  stepInitiator,
  stepParticipant,
  type Unstamped,
} from '../../src/index.ts';
import { input } from './net.ts';
import type { InstancePlan, Plan } from './plan.ts';
import { InitiatorRules, must } from './rules.ts';
import { Network, seededRandom, Time, Timers } from './simulated.ts';
import { SimulatedInstance } from './simulated-instance.ts';

export interface Roles {
  readonly initiator: typeof stepInitiator;
  readonly participant: typeof stepParticipant;
}

const stepsMax = 20_000;

export class World {
  readonly plan: Plan;
  readonly rules = new InitiatorRules();
  readonly instances = new Map<string, SimulatedInstance>();
  /** Who worked on which attempt. */
  readonly workers = new Map<number, Set<string>>();
  readonly network: Network;
  settledAtMs: number | undefined;
  readonly #roles: Roles;
  readonly #time = new Time();
  readonly #timers: Timers;
  #state: InitiatorState;
  #callerLives = true;
  #ids = 0;

  constructor(plan: Plan, roles: Roles = { initiator: stepInitiator, participant: stepParticipant }) {
    this.plan = plan;
    this.#roles = roles;
    this.#timers = new Timers(this.#time);
    this.network = new Network(this.#time, plan.faults, seededRandom(plan.seed));
    const { withinMs, attemptsMax, firstAcceptable, limitCents } = plan;
    this.#state = initialState({
      ...input,
      ...{ withinMs, attemptsMax, firstAcceptable, bidWindowMs: 100, agreeDeadlineMs: 150, progressDeadlineMs: 300 },
      ...(limitCents === undefined ? {} : { priceLimit: money((limitCents / 100).toFixed(2), 'USD') }),
    });
    for (const [index, each] of plan.instances.entries()) this.#populate(`${each.agent}/${index}`, each);
  }

  #populate(key: string, plan: InstancePlan): void {
    const instance = new SimulatedInstance(key, plan, {
      time: this.#time,
      step: this.#roles.participant,
      send: (bytes) => this.network.send(bytes, (arrived) => this.#received(key, arrived)),
      callerLives: () => this.#callerLives,
      worked: (attempt, by) => this.workers.set(attempt, (this.workers.get(attempt) ?? new Set()).add(by)),
    });
    this.instances.set(key, instance);
    const { ends, downAfterMs } = plan;
    if (ends.how === 'never' || downAfterMs === undefined) return;
    const [agent = '', name = ''] = key.split('/');
    const down = { agent, instance: name, cause: 'exit', text: 'its process ended', detectionMs: downAfterMs } as const;
    this.#time.after(ends.atMs + downAfterMs, () => this.#tell({ type: 'down', down }));
  }

  /** From the first event to the last; throws where something does not hold. */
  run(): this {
    const { cancelAtMs, callerDiesAtMs } = this.plan;
    if (cancelAtMs !== undefined) this.#time.after(cancelAtMs, () => this.#tell({ type: 'cancel', reason: 'enough' }));
    if (callerDiesAtMs !== undefined) this.#time.after(callerDiesAtMs, () => this.#callerDies());
    this.#tell({ type: 'start' });
    this.#time.runOut(stepsMax);
    return this;
  }

  #callerDies(): void {
    this.#callerLives = false;
    this.#timers.cancelAll();
  }

  #tell(event: Unstamped<InitiatorEvent>): void {
    if (!this.#callerLives) return;
    const stamped = { atMs: this.#time.nowMs, ...event } as InitiatorEvent;
    const { state, commands } = this.#roles.initiator(this.#state, stamped);
    this.#state = state;
    this.rules.see(stamped, commands);
    for (const command of commands) this.#run(command);
  }

  #run(command: InitiatorCommand): void {
    switch (command.type) {
      case 'startTimer':
        return this.#timers.start(command.timer, command.ms, () => this.#tell({ type: 'timer', timer: command.timer }));
      case 'cancelTimer':
        return this.#timers.cancel(command.timer);
      case 'shortlist':
        return void this.#time.after(this.plan.shortlistMs, () => this.#shortlisted(command));
      case 'call': {
        const { windowMs, remainingMs, round } = command;
        const limits = { withinMs: remainingMs };
        const body = { capability: 'pay', intent: 'pay it', limits, round, path: [], hopsLeft: 4 };
        const cfp = this.#encoded({ performative: 'cfp', withinMs: windowMs, body });
        for (const { agent, instance } of command.bidders) this.#publish(`${agent}/${instance}`, cfp);
        return;
      }
      case 'send':
        return this.#publish(command.to, this.#encoded(command.message));
      case 'settle':
        this.settledAtMs = this.#time.nowMs;
        return;
      case 'record':
        return;
    }
  }

  #shortlisted({ size, excludeAgents, excludeInstances }: Extract<InitiatorCommand, { type: 'shortlist' }>): void {
    const candidates = [...this.instances.keys()]
      .map((key): Candidate => {
        const [agent = '', instance = ''] = key.split('/');
        return { agent, instance, capability: 'pay', similarity: 0.8, reliability: 0.5 };
      })
      .filter(
        ({ agent, instance }) => !excludeAgents.includes(agent) && !excludeInstances.includes(`${agent}/${instance}`),
      )
      .slice(0, size);
    const found = candidates.length > 0;
    this.#tell({
      type: 'shortlisted',
      result: found ? { type: 'candidates', candidates } : { type: 'no-route', nearest: [], threshold: 0.5 },
    });
  }

  #publish(to: string, bytes: Uint8Array): void {
    this.network.send(bytes, (arrived) => {
      const instance = this.instances.get(to)!;
      if (instance.alive) instance.received(arrived);
      else this.#time.after(1, () => this.#tell({ type: 'no-responders', bidder: to }));
    });
  }

  #received(bidder: string, bytes: Uint8Array): void {
    const decoded = decode(bytes);
    if (!decoded.ok) return this.#tell({ type: 'garbled', bidder, text: decoded.error.text });
    this.#tell({ type: 'message', bidder, message: decoded.message as never });
  }

  #encoded(part: object): Uint8Array {
    return encode({
      v: 1,
      id: `caller-${++this.#ids}`,
      conversation: 'c1',
      from: 'client/1',
      ...part,
    } as unknown as Message);
  }

  get callerLives(): boolean {
    return this.#callerLives;
  }
}

/** What must be true when all is quiet. */
export function checkQuiet(world: World): void {
  const { plan, rules, settledAtMs, workers } = world;
  if (world.callerLives) {
    must(settledAtMs !== undefined && rules.settlement !== undefined, 'the conversation ends');
    must(settledAtMs <= plan.withinMs, `it ends by its deadline ${plan.withinMs}, not at ${settledAtMs}`);
    if (plan.cancelAtMs !== undefined) must(settledAtMs <= plan.cancelAtMs + 150, 'a cancel ends it soon');
  }
  for (const [attempt, by] of workers) must(by.size === 1, `attempt ${attempt} has one worker, not ${[...by]}`);
  for (const { attempt, to } of rules.awards) {
    for (const by of workers.get(attempt) ?? []) must(by === to, `attempt ${attempt} is worked on by ${to}, not ${by}`);
  }
  if (rules.settlement?.type === 'done') checkDone(world);
  for (const instance of world.instances.values()) checkInstance(instance);
}

function checkDone({ rules }: World): void {
  const settlement = rules.settlement!;
  if (settlement.type !== 'done') return;
  const newest = rules.awards.at(-1)!;
  const { by, attempt } = settlement.output as { by: string; attempt: number };
  must(attempt === newest.attempt && by === newest.to, `the result is of attempt ${newest.attempt}, not ${attempt}`);
  must(`${settlement.agent}/${settlement.instance}` === by, 'who did it is named');
  must(settlement.tried.attempts.filter(({ ended }) => ended === 'done').length === 1, 'one attempt is done');
}

function checkInstance({ key, alive, parts, held, working }: SimulatedInstance): void {
  if (!alive) return;
  for (const { rules } of parts) must(rules.end !== undefined, `each part of ${key} ends`);
  must(held === 0 && working === 0, `${key} holds no slot when all is quiet: ${held} held, ${working} working`);
}
