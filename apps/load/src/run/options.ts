// What a user may say to a load run, checked before anything is started.

import { type Command, InvalidArgumentError } from 'commander';
import type { Scenario } from '../scenario.ts';
import { wholeNumber } from '../whole-number.ts';
import { defaults, limits } from './limits.ts';
import { type Load, parseRate } from './load-shape.ts';
import type { Known } from './mesh-place.ts';

/** As it is typed; what depends on the scenario is settled by `settled`. */
export interface TypedOptions {
  readonly rate?: Load;
  readonly inFlight?: number;
  readonly duration: number;
  readonly warmUp: number;
  readonly callers: number;
  readonly agents?: number;
  readonly report?: string;
  readonly stopAtErrors: number;
  readonly seed: number;
  readonly data?: string;
  readonly model?: string;
  readonly running: boolean;
  readonly servers?: string;
  readonly mesh?: string;
  readonly iOwnThisServer: boolean;
  readonly json: boolean;
}

export interface RunOptions {
  readonly load: Load;
  readonly durationMs: number;
  readonly warmUpMs: number;
  readonly callers: number;
  readonly agents: number;
  readonly reportDir: string | undefined;
  readonly errorShareMax: number;
  readonly seed: number;
  readonly dataDir: string | undefined;
  readonly model: string | undefined;
  readonly known: Known | undefined;
  readonly json: boolean;
}

/** A user's mistake. */
export class OptionError extends Error {}

/** Adds the options of a run to its command. */
export function addRunOptions(command: Command): Command {
  const { callersMax, agentsMax, inFlightMax, durationMsMin, durationMsMax, warmUpMsMax } = limits;
  return command
    .option('--rate <rate>', 'arrivals by schedule, "500/s", or a ramp "100..2000/s"', rate)
    .option(
      '--in-flight <n>',
      `so many asks under way at every moment (${inFlight()} unless said)`,
      wholeNumber(1, inFlightMax),
    )
    .option('--duration <time>', 'how long it is measured', time(durationMsMin, durationMsMax), defaults.durationMs)
    .option('--warm-up <time>', 'load before that, which is not measured', time(0, warmUpMsMax), defaults.warmUpMs)
    .option('--callers <n>', 'processes that ask', wholeNumber(1, callersMax), defaults.callers)
    .option('--agents <n>', "how many agents; the scenario's own number unless said", wholeNumber(1, agentsMax))
    .option('--report <dir>', 'writes load.json and load.html into this folder')
    .option('--stop-at-errors <share>', 'ends the run where more fails, "5%"', share, defaults.errorShareMax)
    .option('--seed <n>', 'the same seed gives the same arrivals and choices', wholeNumber(0, 1_000_000), defaults.seed)
    .option('--data <dir>', 'a folder of data, where the scenario takes one')
    .option('--model <name>', 'the embedding model of all; "static", a small one, unless said')
    .option('--running', "the mesh that runs here already (npx parley up), instead of one of the run's own", false)
    .option('--servers <url>', 'the mesh at this nats-server')
    .option('--mesh <name>', 'its name there, "default" unless said')
    .option('--i-own-this-server', 'needed where the server is not on this machine', false)
    .option('--json', 'the report as one JSON object on standard output; its fields: docs/load.md', false);
}

/**
 * The options as they hold for this scenario.
 * @param running where a mesh runs already, as far as it is known
 * @throws OptionError
 */
export function settled(typed: TypedOptions, scenario: Scenario, running: () => Known | undefined): RunOptions {
  const { rate: open, inFlight: closed } = typed;
  if (open !== undefined && closed !== undefined) {
    throw new OptionError('Give either --rate (arrivals by schedule) or --in-flight (so many at every moment).');
  }
  const load: Load =
    open ?? (closed === undefined ? (scenario.load ?? defaults.load) : { model: 'closed', inFlight: closed });
  const callers = load.model === 'closed' ? Math.min(typed.callers, load.inFlight) : typed.callers;
  const known = knownOf(typed, running);
  if (known !== undefined && scenario.operate !== undefined) {
    throw new OptionError(`"${scenario.name}" does harm to processes, so it runs in a mesh of its own only.`);
  }
  return {
    load,
    durationMs: typed.duration,
    warmUpMs: typed.warmUp,
    callers,
    agents: typed.agents ?? scenario.agentCount ?? defaults.agentCount,
    reportDir: typed.report,
    errorShareMax: typed.stopAtErrors,
    seed: typed.seed,
    dataDir: typed.data,
    model: typed.model,
    known,
    json: typed.json,
  };
}

function knownOf(
  { servers, mesh, running: isRunning, iOwnThisServer }: TypedOptions,
  running: () => Known | undefined,
) {
  if (servers === undefined && !isRunning) {
    if (mesh !== undefined)
      throw new OptionError('--mesh names a mesh that is there: say --running or --servers as well.');
    return undefined;
  }
  const known = servers === undefined ? running() : { servers, mesh: mesh ?? 'default' };
  if (known === undefined) {
    throw new OptionError('No mesh runs in this folder: start one with "npx parley up", or leave --running out.');
  }
  const place = mesh === undefined ? known : { ...known, mesh };
  if (!place.servers.split(',').every(isLoopback) && !iOwnThisServer) {
    throw new OptionError(
      `${place.servers} is not on this machine. Where it is yours to load, say --i-own-this-server.`,
    );
  }
  return place;
}

function isLoopback(server: string): boolean {
  const url = URL.parse(server.includes('://') ? server : `nats://${server}`);
  const host = url?.hostname ?? '';
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function inFlight(): number {
  return defaults.load.model === 'closed' ? defaults.load.inFlight : 0;
}

function rate(text: string): Load {
  const load = parseRate(text);
  if (load?.model !== 'open') throw new InvalidArgumentError('write 500/s, or 100..2000/s');
  const { fromPerS, toPerS } = load.rate;
  const most = Math.max(fromPerS, toPerS);
  if (most <= 0 || most > limits.ratePerSMax)
    throw new InvalidArgumentError(`above 0, at most ${limits.ratePerSMax}/s`);
  return load;
}

function share(text: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text.trim());
  const percent = Number(match?.[1]);
  if (match === null || percent > 100) throw new InvalidArgumentError('a percentage, 5% say');
  return percent / 100;
}

function time(leastMs: number, mostMs: number) {
  const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  return (text: string): number => {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
    if (match === null) throw new InvalidArgumentError('write 500ms, 30s or 5m');
    const ms = Number(match[1]) * unitsMs[match[2]!]!;
    if (ms < leastMs || ms > mostMs)
      throw new InvalidArgumentError(`from ${leastMs / 1_000} s to ${mostMs / 60_000} m`);
    return ms;
  };
}
