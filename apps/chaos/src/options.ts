// What a user may say to the chaos run.

import { Command, InvalidArgumentError, Option } from 'commander';
import { type SceneName, sceneNames } from './scene-names.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly kills: number;
  readonly stops: number;
  readonly inFlight: number;
  readonly quietSeconds: number;
  readonly idleSeconds: number;
  readonly scenes: readonly SceneName[];
  readonly json: boolean;
  readonly write: boolean;
}

/** Ends the process with a message where an option is wrong, and for `--help`. */
export function readOptions(args: readonly string[]): ChaosOptions {
  const command = new Command('npm run chaos --')
    .description('Kills and stops the processes of a real mesh while it works, and checks that nothing is lost.')
    .option('--seed <n>', 'the same seed chooses the same victims and moments', wholeNumber(0), 1)
    .option('--kills <n>', 'how many agents are killed by SIGKILL', wholeNumber(1), 100)
    .option('--stops <n>', 'how many are stopped by SIGSTOP and continued', wholeNumber(1), 20)
    .option('--in-flight <n>', 'asks under way at every moment', wholeNumber(1), 20)
    .option('--quiet-seconds <n>', 'how long nothing is done to it while all cores are busy', wholeNumber(1), 60)
    .option('--idle-seconds <n>', 'how long it is watched while nobody asks', wholeNumber(1), 30)
    .addOption(new Option('--only <scene...>', 'these scenes alone').choices(sceneNames))
    .option('--json', 'one JSON object on standard output; its fields: docs/chaos.md', false)
    .option('--write', 'writes the figures into docs/chaos.md as well', false)
    .parse([...args], { from: 'user' });
  const { only, ...rest } = command.opts<Omit<ChaosOptions, 'scenes'> & { only?: SceneName[] }>();
  if (rest.write && only !== undefined) command.error('--write takes a whole run: without --only');
  return { ...rest, scenes: sceneNames.filter((name) => only?.includes(name) ?? true) };
}

function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > 1_000_000)
      throw new InvalidArgumentError(`a whole number from ${least} to 1000000`);
    return value;
  };
}
