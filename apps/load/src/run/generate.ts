// The load of one caller: begins asks by the schedule or as soon as one ends, and counts what becomes of each. In the open
// model an ask's latency counts from the moment it was due, whatever kept the caller from beginning it: a stall shows in
// all that were due meanwhile ("coordinated omission", Gil Tene).

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer, Ask, Turn } from '../scenario.ts';
import type { Load } from './load-shape.ts';
import { pause } from './pause.ts';
import { arrivals } from './schedule.ts';
import type { Tally } from './tally.ts';

const turnsInARow = 16;

export interface Generation {
  readonly load: Load;
  readonly durationMs: number;
  readonly ask: Ask;
  readonly tally: Tally;
  readonly random: () => number;
  readonly count: (what: string, by: number) => void;
  /** Of this caller, in the open model. */
  readonly inFlightMax: number;
  readonly signal: AbortSignal;
  /** What is under way at the end is waited for so long. */
  readonly drainMs: number;
}

/** Resolves when all that was begun has ended; what has not in time is a failure, "unfinished". */
export async function generate(generation: Generation): Promise<void> {
  const { load, tally, drainMs } = generation;
  const runner = new Runner(generation);
  if (load.model === 'open') await offerBySchedule(generation, load.rate, runner);
  else await keepInFlight(generation, load.inFlight, runner);
  const unfinished = await runner.drained(drainMs);
  if (unfinished > 0) tally.failed('unfinished', `not ended ${drainMs / 1_000} s after the load`, unfinished);
}

class Runner {
  readonly #generation: Generation;
  readonly #open = new Set<Promise<void>>();
  #number = 0;

  constructor(generation: Generation) {
    this.#generation = generation;
  }

  get inFlight(): number {
    return this.#open.size;
  }

  /** Begins one that was due at `dueAtMs`; now unless said. */
  begin(dueAtMs?: number): Promise<void> {
    const { tally, ask, random, count } = this.#generation;
    const startedAtMs = performance.now();
    tally.started();
    const turn: Turn = { number: this.#number++, random, count: (what, by = 1) => count(what, by) };
    const one = answered(ask, turn).then(({ bids, failure }) => {
      const nowMs = performance.now();
      // A timer may fire a little early.
      const fromMs = Math.min(dueAtMs ?? startedAtMs, startedAtMs);
      tally.ended({ latencyMs: nowMs - fromMs, serviceMs: nowMs - startedAtMs, bids });
      if (failure === undefined) tally.done();
      else tally.failed(failure.kind, failure.text);
      this.#open.delete(one);
    });
    this.#open.add(one);
    return one;
  }

  /** How many have not ended in time. */
  async drained(withinMs: number): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([Promise.all(this.#open), late]);
    clearTimeout(timer);
    return this.#open.size;
  }
}

async function keepInFlight({ durationMs, signal, tally }: Generation, inFlight: number, runner: Runner) {
  const endAtMs = performance.now() + durationMs;
  const lane = async () => {
    for (let turn = 1; performance.now() < endAtMs && !signal.aborted; turn += 1) {
      tally.offered();
      await runner.begin();
      // What is answered without a way over the network would leave no room for anything else, a stop among it.
      if (turn % turnsInARow === 0) await nextTurn();
    }
  };
  // Whoever never ends keeps nobody here: the drain counts it.
  await Promise.race([Promise.all(Array.from({ length: inFlight }, lane)), pause(durationMs, signal)]);
}

async function offerBySchedule(generation: Generation, rate: Parameters<typeof arrivals>[0], runner: Runner) {
  const { durationMs, random, signal, tally, inFlightMax } = generation;
  const startAtMs = performance.now();
  for (const atMs of arrivals(rate, durationMs, random)) {
    const dueAtMs = startAtMs + atMs;
    const waitMs = dueAtMs - performance.now();
    // A timer of a millisecond is the finest there is: who is due before it fires is begun with the next.
    if (waitMs > 0) await pause(waitMs, signal);
    if (signal.aborted) return;
    tally.offered();
    if (runner.inFlight < inFlightMax) void runner.begin(dueAtMs);
    else tally.failed('overload', `${inFlightMax} were under way in this caller already`);
  }
}

async function answered(ask: Ask, turn: Turn) {
  try {
    const answer = await ask(turn);
    return { bids: bidsIn(answer), failure: failureIn(answer) };
  } catch (thrown) {
    const code = (thrown as { code?: unknown } | undefined)?.code;
    const kind = typeof code === 'string' ? code : 'thrown';
    return { bids: undefined, failure: { kind, text: thrown instanceof Error ? thrown.message : String(thrown) } };
  }
}

function bidsIn({ tried }: Answer): number | undefined {
  return tried?.bidders.filter(({ answer }) => answer === 'proposed').length;
}

function failureIn({ type, code, kind, text }: Answer): { kind: string; text: string } | undefined {
  if (kind === null) return undefined;
  if (kind !== undefined) return { kind, text };
  if (type === 'done') return undefined;
  return { kind: code === undefined ? type : `${type}: ${code}`, text };
}
