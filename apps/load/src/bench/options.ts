// What a user may say to the bench.

import { Command } from 'commander';
import { chosenExperiments, type MarketPlan } from '../market/run-market.ts';
import { wholeNumber } from '../whole-number.ts';
import { type Joining, joinings, joiningTitleOf } from './joining/joining-plan.ts';
import { type Comparison, titleOf } from './plan/chapter.ts';
import { comparisons } from './plan/plan.ts';
import type { Pace } from './rounds.ts';

export interface BenchOptions {
  readonly pace: Pace;
  readonly comparisons: readonly Comparison[];
  readonly joinings: readonly Joining[];
  readonly json: boolean;
  readonly write: boolean;
  readonly profileDir: string | undefined;
}

export interface MemoryOptions {
  readonly asks: number;
  readonly json: boolean;
  readonly write: boolean;
}

export interface MarketOptions extends MarketPlan {
  readonly json: boolean;
  readonly write: boolean;
}

/** As the command line gives them. */
interface GivenOptions {
  readonly rounds?: number;
  readonly quick: boolean;
  readonly only?: string;
  readonly json: boolean;
  readonly write: boolean;
  readonly profile?: string;
}

const roundsDefault = 5;
const roundsQuick = 3;
const asksDefault = 1_000_000;
const full = { warmUpMs: 500, durationMs: 2_000 };
const quick = { warmUpMs: 200, durationMs: 500, quick: true };

/** What the user wants measured: everything side by side, the memory of a long run, or how well the work is given. */
export type Wanted =
  | { readonly bench: BenchOptions }
  | { readonly memory: MemoryOptions }
  | { readonly market: MarketOptions };

/** Ends the process with a message where an option is wrong, and for `--help`. */
export function readOptions(args: readonly string[]): Wanted {
  let wanted: Wanted | undefined;
  const command = new Command('npm run bench --')
    .description('Measures Parley beside what people use instead, in one interleaved run over one nats-server.')
    .option(
      '--rounds <n>',
      `how often everything is measured; ${roundsDefault}, quick ${roundsQuick}`,
      wholeNumber(1, 100),
    )
    .option('--quick', 'a look: half a second a measurement instead of two, few runs of the market', false)
    .option('--only <text>', 'comparisons (or experiments) whose title contains the text, "64 in flight" say')
    .option('--json', 'one JSON object on standard output; its fields: docs/bench.md', false)
    .option('--write', 'writes docs/performance.md as well', false)
    .option('--profile <dir>', 'a processor profile of each process into this folder')
    .action((options: GivenOptions) => {
      wanted = { bench: benchOptions(command, options) };
    });
  command
    .command('memory')
    .description('What caller, agents and supervisor hold over very many asks.')
    .option('--asks <n>', 'how many', wholeNumber(1, 100_000_000), asksDefault)
    .action(({ asks }: { asks: number }) => {
      const { json, write } = command.opts<GivenOptions>();
      if (write && asks < asksDefault) {
        command.error(`--write takes a whole run: ${asksDefault.toLocaleString('en')} asks or more`);
      }
      wanted = { memory: { asks, json, write } };
    });
  command
    .command('market')
    .description('How well the work is given: many agents in one process, the real protocol, simulated time.')
    .action(() => {
      const { quick: isQuick, only = '', json, write } = command.opts<GivenOptions>();
      const market = { quick: isQuick, only, json, write };
      if (chosenExperiments(market).length === 0) {
        const titles = chosenExperiments({ ...market, only: '' }).map(({ title }) => title);
        command.error(`no experiment contains "${only}": ${titles.join('; ')}`);
      }
      if (write && (isQuick || only !== '')) command.error('--write takes a whole run: without --quick and --only');
      wanted = { market };
    });
  command.parse([...args], { from: 'user' });
  return wanted!;
}

function benchOptions(command: Command, options: GivenOptions): BenchOptions {
  const { quick: isQuick, only, json, write, profile } = options;
  const rounds = options.rounds ?? (isQuick ? roundsQuick : roundsDefault);
  const chosen = comparisons.filter((each) => titleOf(each).includes(only ?? ''));
  const chosenJoinings = joinings.filter((each) => joiningTitleOf(each).includes(only ?? ''));
  if (chosen.length + chosenJoinings.length === 0) {
    const titles = [...comparisons.map(titleOf), ...joinings.map(joiningTitleOf)];
    command.error(`no comparison contains "${only}": ${titles.join('; ')}`);
  }
  if (write && (isQuick || only !== undefined || profile !== undefined || rounds < roundsDefault)) {
    command.error(
      `--write takes a whole run: without --quick, --only and --profile, with ${roundsDefault} rounds or more`,
    );
  }
  return {
    pace: { rounds, ...(isQuick ? quick : full) },
    comparisons: chosen,
    joinings: chosenJoinings,
    json,
    write,
    profileDir: profile,
  };
}
