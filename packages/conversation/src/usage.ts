// Who has used whom, and for how much: added up from the conversations of the record, as far as it reaches back.

import type { Bus } from '@parley/bus';
import { addMoney, type Money } from '@parley/protocol';
import { type ConversationSummary, listConversations } from './list.ts';

export interface UsageOptions {
  readonly mesh: string;
  /** Only what was recorded in the last so many milliseconds, by the broker's clock. */
  readonly sinceMs?: number;
  /** Now, in milliseconds since 1970; the process's own clock unless said. */
  readonly nowMs?: number;
}

/** What one caller had of one agent. */
export interface UsageRow {
  /** A client's name, an agent that asks others, or undefined for clients without a name. */
  readonly caller: string | undefined;
  /** Of the last award; undefined where nobody was given the work. */
  readonly agent: string | undefined;
  readonly asks: number;
  readonly done: number;
  /** Asks in which another agent had to take over. */
  readonly rerouted: number;
  /** Calls under standing contracts, and how many of those failed. */
  readonly calls: number;
  readonly callsFailed: number;
  /** In each currency; only what was done costs anything. */
  readonly spent: readonly Money[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Most spent first, then most used. @throws as `listConversations` */
export async function usageOf(bus: Bus, options: UsageOptions): Promise<readonly UsageRow[]> {
  const limit = Number.POSITIVE_INFINITY;
  const { conversations } = await listConversations(bus, { ...options, parts: true, limit });
  const rows = new Map<string, Mutable<UsageRow>>();
  for (const each of conversations) add(rows, each);
  const size = ({ spent }: UsageRow) => Number(spent[0]?.amount ?? 0);
  const uses = ({ asks, calls }: UsageRow) => asks + calls;
  return [...rows.values()].sort((a, b) => size(b) - size(a) || uses(b) - uses(a));
}

function add(rows: Map<string, Mutable<UsageRow>>, summary: ConversationSummary): void {
  const { askedBy, by, agent, isCall, metered, outcome, price, reroutes } = summary;
  // A single call is written down as an example, and counted where all are.
  if (isCall && metered === undefined) return;
  const caller = by ?? askedBy?.split('/')[0];
  const key = `${caller ?? ''} ${agent ?? ''}`;
  const row = rows.get(key) ?? { caller, agent, asks: 0, done: 0, rerouted: 0, calls: 0, callsFailed: 0, spent: [] };
  rows.set(key, row);
  if (metered !== undefined) {
    row.calls += metered.calls;
    row.callsFailed += metered.failed;
    row.spent = withMoney(row.spent, metered.price);
    return;
  }
  row.asks += 1;
  if (reroutes > 0) row.rerouted += 1;
  if (outcome !== 'done') return;
  row.done += 1;
  // What opened a contract has the price of a call, and costs nothing itself.
  if (price !== undefined && !summary.opensContract) row.spent = withMoney(row.spent, price);
}

function withMoney(sums: readonly Money[], more: Money): readonly Money[] {
  if (Number(more.amount) === 0) return sums;
  const known = sums.find(({ currency }) => currency === more.currency);
  if (known === undefined) return [...sums, more];
  return sums.map((each) => (each === known ? addMoney(each, more) : each));
}
