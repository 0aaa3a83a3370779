// The commands that read the record, as the command line knows them: `conversation`, `explain`, `usage`, `why-not`. What each does
// is in its own file.

import type { Command } from 'commander';
import type { Setting } from '../setting.ts';
import { explain } from './explain.ts';
import { listCommand } from './list.ts';
import { show } from './show.ts';
import { usageCommand } from './usage.ts';
import { whyNotCommand } from './why-not.ts';

/** What the entry point lends: its settings, its common options, and how a command is run to its exit code. */
export interface CommandLine {
  readonly setting: Setting;
  readonly meshOptions: (command: Command) => Command;
  readonly run: (work: Promise<number>) => Promise<void>;
}

export function addRecordCommands(program: Command, { setting, meshOptions, run }: CommandLine): void {
  const conversation = program.command('conversation').description('what was said in a conversation, read back');
  meshOptions(conversation.command('show <id>', { isDefault: true }))
    .description('its timeline; <id> may be shortened, and "last" is the newest (the word "show" may be left out)')
    .option('--follow', 'go on while it is recorded; with --json one object a line')
    .option('--all', 'also what agents tell of what their caller tells as well')
    .action((id, options) => run(show(setting, id, options)));
  meshOptions(conversation.command('list'))
    .description('the newest conversations')
    .option('--failed', 'only those that did not end done')
    .option('--rerouted', 'only those in which another agent took over')
    .option('--parts', 'also what agents asked for: parts of their work, and what they need themselves')
    .option('--since <duration>', 'only those of the last 10m, 1h, ...')
    .option('--limit <number>', 'at most so many (default: 50)')
    .action((options) => run(listCommand(setting, options)));
  meshOptions(program.command('explain <conversation>'))
    .description('why this agent, what broke, what was done about it, what it cost')
    .action((id, options) => run(explain(setting, id, options)));
  meshOptions(program.command('usage'))
    .description('who used whom, and for how much')
    .option('--since <duration>', 'only what was recorded in the last 10m, 1h, ...')
    .action((options) => run(usageCommand(setting, options)));
  meshOptions(program.command('why-not <agent> <conversation-or-intent>'))
    .description('why an agent did not get the work, or would not, and what would change that; an intent is a dry run')
    .option('--input <json>', 'of an intent, as with ask; so are the next three')
    .option('--max-price <amount>', 'a bid above it cannot win: 2.50, or "2.50 EUR"')
    .option('--within <duration>', 'for the whole conversation: 500ms, 2s, 1m')
    .option('--prefer <wish>', 'price, time or reliability')
    .action((agent, id, options) => run(whyNotCommand(setting, agent, id, options)));
}
