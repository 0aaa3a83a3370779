// What a user may say to the bench.

import { Command, InvalidArgumentError } from 'commander';
import { type Comparison, titleOf } from './plan/chapter.ts';
import { comparisons } from './plan/plan.ts';
import type { Pace } from './rounds.ts';

export interface BenchOptions {
  readonly pace: Pace;
  readonly comparisons: readonly Comparison[];
  readonly json: boolean;
  readonly write: boolean;
  readonly profileDir: string | undefined;
}

const roundsDefault = 5;
const full = { warmUpMs: 500, durationMs: 2_000 };
const quick = { warmUpMs: 200, durationMs: 500, quick: true };

/** Ends the process with a message where an option is wrong, and for `--help`. */
export function readOptions(args: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Measures Parley beside the raw client library, in one interleaved run over one nats-server.')
    .option('--rounds <n>', 'how often everything is measured', wholeNumber, roundsDefault)
    .option('--quick', 'half a second a measurement instead of two', false)
    .option('--only <text>', 'comparisons whose title contains the text, "64 in flight" say')
    .option('--json', 'one JSON object on standard output; its fields: docs/bench.md', false)
    .option('--write', 'writes docs/performance.md as well', false)
    .option('--profile <dir>', 'a processor profile of each process into this folder')
    .parse([...args], { from: 'user' });
  const { rounds, quick: isQuick, only, json, write, profile } = command.opts();
  const chosen = comparisons.filter((each) => titleOf(each).includes(only ?? ''));
  if (chosen.length === 0) command.error(`no comparison contains "${only}": ${comparisons.map(titleOf).join('; ')}`);
  if (write && (isQuick || only !== undefined || profile !== undefined || rounds < roundsDefault)) {
    command.error(
      `--write takes a whole run: without --quick, --only and --profile, with ${roundsDefault} rounds or more`,
    );
  }
  return { pace: { rounds, ...(isQuick ? quick : full) }, comparisons: chosen, json, write, profileDir: profile };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100)
    throw new InvalidArgumentError('a whole number from 1 to 100');
  return value;
}
