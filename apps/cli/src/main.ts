// The command `parley`: reads its arguments and the environment, runs one command, and ends with its exit code.

import { Command } from 'commander';
import { agents } from './agents.ts';
import { ask } from './ask.ts';
import { CommandError, exitCodes, exitCodesHelp } from './exit-codes.ts';
import type { Setting } from './setting.ts';
import { up } from './up.ts';

const setting: Setting = { cwd: process.cwd(), env: process.env };

function run(work: Promise<number>): Promise<void> {
  return work.then(
    (code) => process.exit(code),
    (thrown: unknown) => {
      const known = thrown instanceof CommandError;
      console.error(known ? `parley: ${thrown.message}` : thrown);
      process.exit(known ? thrown.exitCode : exitCodes.internal);
    },
  );
}

const program = new Command('parley')
  .description('An agent mesh: say what you need, and the agents that can do it bid for it.')
  .addHelpText('after', exitCodesHelp)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exitCodes.usage));

const meshOptions = (command: Command) =>
  command
    .option('--servers <url>', 'the broker (else NATS_URL, else .parley/mesh.json, else the default port)')
    .option('--mesh <name>', "the mesh's name")
    .option('--model <name>', 'the embedding model')
    .option('--json', 'print one JSON object');

meshOptions(program.command('up'))
  .description('start a broker, the supervisor and the agents of this workspace, in the foreground')
  .option('--port <number>', "the broker's port; 0 takes a free one", '4222')
  .option('--root <folder>', 'the workspace whose agents are run')
  .option('--temporary', 'keep nothing: JetStream in a temporary folder')
  .option('--verbose', 'show the logs of supervisor and agents')
  .option('--until-stdin-closes', 'end when standard input ends, for a parent process')
  .action((options) => run(up(setting, options)));

meshOptions(program.command('agents'))
  .description('who is here, in what state, and what they can do')
  .action((options) => run(agents(setting, options)));

meshOptions(program.command('ask <intent>'))
  .description('say what you need')
  .option('--input <json>', 'the input, or a part of it; the rest is read from the words')
  .option('--max-price <amount>', 'no bid above it can win')
  .option('--within <duration>', 'for the whole conversation: 500ms, 2s, 1m')
  .option('--prefer <term>', 'price, time or reliability')
  .action((intent, options) => run(ask(setting, intent, options)));

await program.parseAsync();
