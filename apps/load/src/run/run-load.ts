// One run, from its mesh to its report: the callers are started, warmed up, and then measured, until the time is over, too
// much fails, or somebody stops it. What was measured until then is reported all the same.

import { messageOf } from '@parley/protocol';
import { machineFacts } from '../machine-facts.ts';
import type { Scenario } from '../scenario.ts';
import type { Child } from './child.ts';
import { startChildren } from './children.ts';
import { Gathering } from './gathering.ts';
import { kneeOf } from './knee.ts';
import { defaults, limits } from './limits.ts';
import type { LoadReport } from './load-report.ts';
import { isRamp, partOf } from './load-shape.ts';
import { openPlace } from './mesh-place.ts';
import { operating } from './operating.ts';
import type { RunOptions } from './options.ts';
import type { Progress } from './progress.ts';
import { Sampling } from './sampling.ts';
import type { FromChild, RunOrder } from './talk.ts';

const readyWithinMs = 90_000;
/** Failures of so many seconds are looked at, and no fewer ends than this end a run. */
const recentWindows = 3;
const recentEndsMin = 20;

export interface RunParts {
  readonly scenario: Scenario;
  readonly path: string;
  readonly options: RunOptions;
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
  readonly progress: Progress;
  /** Aborted with the reason by whoever wants it to end. */
  readonly stop: AbortController;
}

/** @throws Error that says what could not be started, or broke */
export async function runLoad(parts: RunParts): Promise<LoadReport> {
  const { scenario, options, env, progress, stop } = parts;
  await using cleanUp = new AsyncDisposableStack();
  const { agents, seed, dataDir, model = env.PARLEY_MODEL ?? 'static' } = options;
  const run: RunOrder = { scenario: parts.path, model, agents, seed, dataDir };
  let isMeasuring = true;
  const onGone = (why: string) => {
    if (isMeasuring) stop.abort(new Error(why));
  };
  const place = await unlessStopped(
    stop.signal,
    openPlace({ ...parts, known: options.known, run, tell: (line) => progress.tell(line), onGone }, cleanUp),
  );
  const callersOrder = { kind: 'caller', name: 'caller', count: options.callers, readyWithinMs } as const;
  const started = await unlessStopped(stop.signal, startChildren({ ...callersOrder, run, place, onGone }, cleanUp));
  const callers = started.map(({ child }) => child);
  const operator = await operating(scenario, place, options.seed, cleanUp);
  const startedAt = new Date();
  const startAtMs = performance.now();
  const sampling = new Sampling(startAtMs, async () => [
    ...place.processes,
    ...callers.map(({ name, pid }) => ({ name, pid, role: 'caller' as const })),
    ...(operator?.processes() ?? []),
  ]);
  await sampling.start();
  cleanUp.defer(() => sampling.stop());
  const since = () => performance.now() - startAtMs;
  const phase = { callers, options, progress, stop, since };
  const { load, durationMs, warmUpMs } = options;
  const isOpen = load.model === 'open';
  // A ramp warms up at the rate it begins with.
  const warm = isOpen ? { ...load, rate: { ...load.rate, toPerS: load.rate.fromPerS } } : load;
  const warmUp = new Gathering(0, true);
  if (warmUpMs > 0) await carry(phase, { load: warm, durationMs: warmUpMs, stream: 0, into: warmUp });
  const measuredAtMs = since();
  const measured = new Gathering(measuredAtMs, false);
  const messagesBefore = await place.messages();
  const counts: Record<string, number> = {};
  const count = (what: string, by: number) => {
    counts[what] = (counts[what] ?? 0) + by;
  };
  operator?.begin(count);
  for (const [what, by] of await carry(phase, { load, durationMs, stream: 1, into: measured })) count(what, by);
  const elapsedMs = Math.min(since() - measuredAtMs, durationMs);
  await operator?.end();
  isMeasuring = false;
  const messagesAfter = await place.messages();
  const messages = messagesBefore === null || messagesAfter === null ? null : messagesAfter - messagesBefore;
  const windows = measured.windows();
  return {
    kind: 'parley-load',
    version: 1,
    command: parts.command,
    startedAt: startedAt.toISOString(),
    seed: options.seed,
    scenario: { name: scenario.name, about: scenario.about },
    load,
    durationMs,
    warmUpMs,
    callers: options.callers,
    agents: place.agents,
    server: options.known === undefined ? null : withoutPassword(place.servers),
    machine: machineFacts(place.serverVersion),
    stopped: stop.signal.aborted ? { reason: messageOf(stop.signal.reason), atMs: since() } : null,
    summary: measured.summary(elapsedMs, isOpen, messages),
    histogram: measured.histogram(isOpen),
    windows: [...warmUp.windows(), ...windows],
    processes: [...sampling.processes],
    figures: [...(isRamp(load) ? kneeOf(windows) : []), ...(scenario.figures?.(counts) ?? [])],
  };
}

interface Phase {
  readonly callers: readonly Child[];
  readonly options: RunOptions;
  readonly progress: Progress;
  readonly stop: AbortController;
  readonly since: () => number;
}

interface Carried {
  readonly load: RunOptions['load'];
  readonly durationMs: number;
  readonly stream: number;
  readonly into: Gathering;
}

/** One load by all callers; none where the run has been stopped. @returns what they counted */
async function carry(phase: Phase, carried: Carried): Promise<readonly (readonly [string, number])[]> {
  const { callers, progress, stop, since } = phase;
  if (stop.signal.aborted) return [];
  const { load, durationMs, stream, into } = carried;
  const fromMs = since();
  const patienceMs = durationMs + limits.drainMs + readyWithinMs;
  const onStop = () => {
    for (const each of callers) each.tell({ stop: true });
  };
  stop.signal.addEventListener('abort', onStop, { once: true });
  const one = async (caller: Child, index: number): Promise<readonly (readonly [string, number])[]> => {
    const onSaid = (said: FromChild) => {
      if (!('window' in said)) return;
      into.add(index, since() - fromMs, said.window);
      progress.window(said.window, since());
      if (stream > 0) stopWhereTooMuchFails(phase, into);
    };
    caller.on('said', onSaid);
    const inFlightMax = Math.ceil(defaults.openInFlightMax / callers.length);
    const { drainMs } = limits;
    caller.tell({ load: partOf(load, index, callers.length), durationMs, inFlightMax, drainMs, stream });
    const pick = (said: FromChild) => ('ended' in said ? said.ended : undefined);
    const ended = await caller.answer(pick, patienceMs).finally(() => caller.off('said', onSaid));
    return Object.entries(ended.counts);
  };
  try {
    return (await Promise.all(callers.map(one))).flat();
  } catch (thrown) {
    // A caller that is gone ends the run; what was measured before is told all the same.
    if (!stop.signal.aborted) stop.abort(thrown);
    return [];
  } finally {
    stop.signal.removeEventListener('abort', onStop);
  }
}

function stopWhereTooMuchFails({ options, stop }: Phase, measured: Gathering): void {
  const { failed, ended } = measured.recent(recentWindows);
  if (stop.signal.aborted || ended < recentEndsMin || failed / ended <= options.errorShareMax) return;
  const percent = Math.round((failed / ended) * 100);
  stop.abort(
    new Error(`${percent} % failed in the last ${recentWindows} s (--stop-at-errors ${options.errorShareMax * 100}%)`),
  );
}

/** @throws the reason where it is stopped before */
async function unlessStopped<T>(stop: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onStop = () => reject(stop.reason);
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}

function withoutPassword(servers: string): string {
  return servers.replace(/\/\/[^@/]*@/, '//');
}
