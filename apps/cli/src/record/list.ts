// `parley conversation list`: the newest conversations, one a line.

import { type ConversationSummary, duration, lineOf, listConversations } from '@parley/conversation';
import { CommandError, exitCodes } from '../exit-codes.ts';
import type { MeshOptions, Setting } from '../setting.ts';
import { tableText } from '../table.ts';
import { openRecord } from './open-record.ts';
import { sinceOption } from './since.ts';

export interface ListCommand extends MeshOptions {
  readonly failed?: boolean;
  readonly rerouted?: boolean;
  readonly parts?: boolean;
  readonly since?: string;
  readonly limit?: string;
}

const heads = ['asked (UTC)', 'conversation', 'outcome', 'agent', 'attempts', 'price', 'took', 'intent'];
/** An intent is cut to the first of these that leaves the table room. */
const intentCharacters = [48, 32, 15] as const;

/** @returns the exit code */
export async function listCommand(setting: Setting, command: ListCommand): Promise<number> {
  const wanted = listOptions(command);
  await using record = await openRecord(setting, command);
  const list = await listConversations(record.bus, { mesh: record.mesh, ...wanted });
  if (command.json) {
    console.log(JSON.stringify(list));
    return exitCodes.done;
  }
  if (list.conversations.length === 0) console.log(`No such conversation is recorded in the mesh "${record.mesh}".`);
  else console.log(tableOf(list.conversations, setting.columns));
  if (list.more > 0) console.log(`${list.more} more: see them with --limit ${list.more + list.conversations.length}.`);
  if (list.undecodable > 0) console.log(`${list.undecodable} messages of the record cannot be read.`);
  return exitCodes.done;
}

function listOptions({ failed, rerouted, parts, since, limit }: ListCommand) {
  const most = limit === undefined ? undefined : Number(limit);
  if (most !== undefined && !(Number.isInteger(most) && most > 0)) {
    throw new CommandError('usage', `--limit is ${JSON.stringify(limit)}: give a whole number above 0.`);
  }
  return {
    ...(failed === undefined ? {} : { failed }),
    ...(rerouted === undefined ? {} : { rerouted }),
    ...(parts === undefined ? {} : { parts }),
    ...sinceOption(since),
    ...(most === undefined ? {} : { limit: most }),
  };
}

function tableOf(conversations: readonly ConversationSummary[], columns = Infinity): string {
  const rows = (most: number) => conversations.map((each) => rowOf(each, most));
  const fits = (table: string) => table.split('\n').every((line) => line.length <= columns);
  const tables = intentCharacters.map((most) => tableText(heads, rows(most)));
  return tables.find(fits) ?? tableText(heads, rows(intentCharacters[0]), columns);
}

function rowOf(summary: ConversationSummary, intentMost: number) {
  const { conversation, outcome, agent, attempts, price, elapsedMs, firstAtMs, intent } = summary;
  const cells = [
    new Date(firstAtMs).toISOString().replace('T', ' ').slice(0, 16),
    shortId(conversation),
    outcome ?? 'open',
    agent ?? '',
    String(attempts),
    price === undefined ? '' : `${price.amount} ${price.currency}`,
    elapsedMs === undefined ? '' : duration(elapsedMs),
    intent === undefined ? '' : shortened(intent, intentMost),
  ];
  // What peers wrote must not steer a terminal.
  return cells.map((text) => lineOf('plain', text).text);
}

/** As much of an id as a person needs to name it. */
export function shortId(conversation: string): string {
  return conversation.slice(0, 12);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}
