// The command `parley`: reads its arguments and the environment, runs one command, and ends with its exit code.

import { foldedLine } from '@parley/mesh';
import { messageOf } from '@parley/protocol';
import { Command } from 'commander';
import { agents } from './agents.ts';
import { ask } from './ask.ts';
import { CommandError, codeOfError, errorCodeOf, exitCodes, exitCodesHelp } from './exit-codes.ts';
import { addOperateCommands } from './operate/commands.ts';
import { paintFor } from './paint.ts';
import { addRecordCommands } from './record/commands.ts';
import type { Setting } from './setting.ts';
import { up } from './up/up.ts';
import { addWrapCommands } from './wrap/commands.ts';

const { env } = process;
// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
env.ORT_DISABLE_TELEMETRY ??= '1';
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

// A reader that went away (`parley agents | head`) is no error.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const setting: Setting = {
  cwd: process.cwd(),
  env,
  paint: paintFor(process.stdout, env),
  columns: process.stdout.columns,
  onStop(handler) {
    const gone = () => handler('the end of its starter');
    for (const signal of stopSignals) process.on(signal, handler);
    process.on('disconnect', gone);
    // Only its end matters: the channel itself shall keep nothing awake.
    process.channel?.unref();
    return {
      close: () => {
        for (const signal of stopSignals) process.off(signal, handler);
        process.off('disconnect', gone);
      },
    };
  },
};

function run(work: Promise<number>): Promise<void> {
  return work.catch(tellError).then((code) => {
    // What a command left open (a channel that still hears late answers) shall not keep the user waiting.
    process.stdout.write('', () => process.exit(code));
  });
}

const told = (text: string) => foldedLine(text, process.stderr.columns);

function tellError(thrown: unknown): number {
  const code = codeOfError(thrown);
  const message = messageOf(thrown);
  console.error(code === exitCodes.internal && !(thrown instanceof CommandError) ? thrown : told(`parley: ${message}`));
  if (process.argv.includes('--json')) console.log(JSON.stringify({ error: { code: errorCodeOf(thrown), message } }));
  return code;
}

const program = new Command('parley')
  .description('An agent mesh: say what you need, and the agents that can do it bid for it.')
  // Commander leaves a column narrower than 40 to the terminal, which is narrower than ours at 80.
  .configureHelp({ minWidthToWrap: 20 })
  .showHelpAfterError('"parley --help" says what there is.')
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
  .option('--port <number>', 'the port of a broker of its own; 0 takes a free one (default: 4222)')
  .option('--root <folder>', 'the workspace whose agents are run')
  .option('--temporary', 'keep nothing: JetStream in a temporary folder')
  .option('--watch', 'follow the workspace: restart an agent whose source is saved, start and stop packages')
  .option('--roster <file>', 'instances, configuration and restart policy of each agent (default: infra/roster.json)')
  .option('--verbose', 'show the logs of supervisor and agents')
  .option('--until-stdin-closes', 'end when standard input ends, for a parent process')
  .action((options) => run(up(setting, options)));

meshOptions(program.command('agents'))
  .description('who is here, in what state, and what they can do')
  .action((options) => run(agents(setting, options)));

meshOptions(program.command('ask <intent>'))
  .description('say what you need')
  .option('--input <json>', 'the input, or a part of it; the rest is read from the words')
  .option('--max-price <amount>', 'no bid above it can win: 2.50, or in another currency "2.50 EUR"')
  .option('--within <duration>', 'for the whole conversation: 500ms, 2s, 1m')
  .option('--prefer <term>', 'price, time or reliability')
  .addHelpText('after', "\nExample:\n  parley ask 'I need to process $50 USD' --prefer price --within 10s")
  .action((intent, options) => run(ask(setting, intent, options)));

addOperateCommands(program, { setting, meshOptions, run });
addRecordCommands(program, { setting, meshOptions, run });
addWrapCommands(program, { setting, run });

await program.parseAsync();
