// The operators' commands, as the command line knows them. What each does is in its own file.

import type { Command } from 'commander';
import type { CommandLine } from '../record/commands.ts';
import { control, type OperatorAction } from './control.ts';
import { doctor } from './doctor.ts';
import { top } from './top.ts';

const actions: readonly (readonly [OperatorAction, string])[] = [
  ['drain', 'finish what is under way and take nothing new'],
  ['resume', 'take work again, or start what is in quarantine'],
  ['quarantine', 'stop it and keep it stopped until it is resumed'],
  ['restart', 'a new process in its place, without a gap'],
];

export function addOperateCommands(program: Command, { setting, meshOptions, run }: CommandLine): void {
  for (const [action, about] of actions) {
    meshOptions(program.command(`${action} <who>`))
      .description(`${about}; <who> is an agent, or agent/instance`)
      .option('--reason <text>', 'for the logs of those whom it concerns')
      .action((who, options) => run(control(setting, action, who, options)));
  }
  meshOptions(program.command('top'))
    .description('who is here and how busy, drawn anew every second; q ends it')
    .option('--once', 'print it once')
    .action((options) => run(top(setting, options)));
  meshOptions(program.command('doctor'))
    .description('looks at broker, storage, model, processes and folder, and says what to mend')
    .action((options) => run(doctor(setting, options)));
}
