// `parley usage`: who used whom, and for how much, as far as the record reaches back.

import { lineOf, type UsageRow, usageOf } from '@parley/conversation';
import { exitCodes } from '../exit-codes.ts';
import type { MeshOptions, Setting } from '../setting.ts';
import { tableText } from '../table.ts';
import { openRecord } from './open-record.ts';
import { sinceOption } from './since.ts';

export interface UsageCommand extends MeshOptions {
  readonly since?: string;
}

const heads = ['caller', 'agent', 'asks', 'done', 'rerouted', 'calls', 'failed', 'spent'];

/** @returns the exit code */
export async function usageCommand(setting: Setting, { since, ...command }: UsageCommand): Promise<number> {
  const wanted = sinceOption(since);
  await using record = await openRecord(setting, command);
  const rows = await usageOf(record.bus, { mesh: record.mesh, ...wanted });
  if (command.json) console.log(JSON.stringify({ usage: rows }));
  else if (rows.length === 0) console.log(`Nothing is recorded in the mesh "${record.mesh}".`);
  else console.log(tableText(heads, rows.map(rowOf), setting.columns));
  return exitCodes.done;
}

function rowOf({ caller, agent, asks, done, rerouted, calls, callsFailed, spent }: UsageRow) {
  const cost = spent.map(({ amount, currency }) => `${amount} ${currency}`).join(', ');
  const cells = [caller ?? '(no name)', agent ?? '(nobody)', asks, done, rerouted, calls, callsFailed, cost];
  // What peers wrote must not steer a terminal.
  return cells.map((cell) => (typeof cell === 'number' ? cell : lineOf('plain', cell).text));
}
