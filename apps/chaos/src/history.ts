// What happened, in the order this process saw it, and what must be true of it. The check is pure: it reads a finished
// history and the bank's book, and knows nothing of how they came about. Times are milliseconds by one clock.

export type Happening =
  | { readonly type: 'asked'; readonly conversation: string }
  | { readonly type: 'agreed'; readonly conversation: string; readonly address: string }
  | {
      readonly type: 'attempt-failed';
      readonly conversation: string;
      readonly address: string;
      readonly cause: string;
    }
  | { readonly type: 'settled'; readonly conversation: string; readonly outcome: string }
  /** The caller's code got what it awaited. */
  | { readonly type: 'returned'; readonly conversation: string; readonly outcome: string; readonly text: string }
  | { readonly type: 'killed' | 'stopped' | 'continued' | 'back'; readonly address: string }
  | { readonly type: 'down'; readonly address: string; readonly cause: string }
  | { readonly type: 'broker-killed' };

export type HistoryEntry = Happening & { readonly atMs: number };

export interface Charge {
  readonly conversation: string;
}

export const rules = [
  'no-outcome',
  'two-outcomes',
  'another-outcome',
  'untyped-outcome',
  'charged-twice',
  'done-without-charge',
  'charged-without-work',
  'charge-of-nobody',
  'false-suspicion',
  'death-unnoticed',
  'never-back',
] as const;

export interface Violation {
  readonly rule: (typeof rules)[number];
  readonly text: string;
}

const outcomeTypes: ReadonlySet<string> = new Set([
  'done',
  'no-route',
  'no-bids',
  'refused',
  'failed',
  'expired',
  'cancelled',
  'unavailable',
  'needs-input',
]);
/** Nobody was ever given the work. */
const withoutWork: ReadonlySet<string> = new Set(['no-route', 'no-bids', 'refused', 'needs-input']);

/** What is wrong with a history in which every ask had its time; empty where all is well. */
export function violationsOf(history: readonly HistoryEntry[], charges: readonly Charge[]): readonly Violation[] {
  return [...conversationViolations(history, charges), ...instanceViolations(history)];
}

function conversationViolations(history: readonly HistoryEntry[], charges: readonly Charge[]): Violation[] {
  const found: Violation[] = [];
  const told = Map.groupBy(history.filter(hasConversation), ({ conversation }) => conversation);
  const charged = Map.groupBy(charges, ({ conversation }) => conversation);
  for (const conversation of charged.keys()) {
    if (!told.has(conversation)) {
      found.push({
        rule: 'charge-of-nobody',
        text: `the bank has a charge of ${conversation}, which nobody asked for`,
      });
    }
  }
  for (const [conversation, entries] of told) {
    const add = (rule: Violation['rule'], text: string) => found.push({ rule, text: `${conversation} ${text}` });
    const settled = entries.filter((each) => each.type === 'settled');
    const returned = entries.filter((each) => each.type === 'returned');
    const times = charged.get(conversation)?.length ?? 0;
    if (times > 1) add('charged-twice', `was charged ${times} times`);
    if (returned.length === 0) add('no-outcome', 'has no outcome');
    if (settled.length > 1 || returned.length > 1) add('two-outcomes', `ended ${settled.length} times`);
    const outcome = returned[0]?.outcome;
    if (outcome === undefined) continue;
    if (settled[0] !== undefined && settled[0].outcome !== outcome) {
      add('another-outcome', `told ${settled[0].outcome} and returned ${outcome}`);
    }
    if (!outcomeTypes.has(outcome)) add('untyped-outcome', `ended with ${outcome}`);
    if (outcome === 'done' && times === 0) add('done-without-charge', 'is done and was never charged');
    if (withoutWork.has(outcome) && times > 0) add('charged-without-work', `ended ${outcome} and was charged`);
  }
  return found;
}

function instanceViolations(history: readonly HistoryEntry[]): Violation[] {
  const found: Violation[] = [];
  const hit = new Map<string, 'killed' | 'stopped'>();
  const open = new Map<string, 'killed' | 'stopped'>();
  const away = new Set<string>();
  for (const each of history) {
    switch (each.type) {
      case 'killed':
      case 'stopped':
        hit.set(each.address, each.type);
        open.set(each.address, each.type);
        break;
      case 'down':
        if (!hit.has(each.address)) {
          found.push({ rule: 'false-suspicion', text: `${each.address} was declared dead (${each.cause}) and lives` });
        }
        open.delete(each.address);
        break;
      case 'continued':
        away.add(each.address);
        break;
      case 'back':
        away.delete(each.address);
        // From here on it lives again: who declares it dead is wrong.
        hit.delete(each.address);
        break;
      default:
        break;
    }
  }
  for (const [address, how] of open)
    found.push({ rule: 'death-unnoticed', text: `nobody saw that ${address} was ${how}` });
  for (const address of away)
    found.push({ rule: 'never-back', text: `${address} was continued and did not come back` });
  return found;
}

function hasConversation(entry: HistoryEntry): entry is Extract<HistoryEntry, { readonly conversation: string }> {
  return 'conversation' in entry;
}

/** From each kill or stop to its `down`, in milliseconds. */
export function detectionsMs(history: readonly HistoryEntry[], how: 'killed' | 'stopped'): number[] {
  return gaps(history, how, 'down');
}

/** From each SIGCONT to the instance's being advertised again. */
export function returnsMs(history: readonly HistoryEntry[]): number[] {
  return gaps(history, 'continued', 'back');
}

/** From the first failure that a caller learnt of to the next agreement in its conversation, whatever failed between. */
export function reroutesMs(history: readonly HistoryEntry[]): number[] {
  const failedAt = new Map<string, number>();
  const found: number[] = [];
  for (const each of history) {
    if (each.type === 'attempt-failed' && !failedAt.has(each.conversation)) failedAt.set(each.conversation, each.atMs);
    if (each.type !== 'agreed') continue;
    const since = failedAt.get(each.conversation);
    if (since !== undefined) found.push(each.atMs - since);
    failedAt.delete(each.conversation);
  }
  return found;
}

/** From the broker's end to the outcome of each ask that was under way then. */
export function settlesMs(history: readonly HistoryEntry[]): number[] {
  const open = new Set<string>();
  const cutOffAt = new Map<string, number>();
  const found: number[] = [];
  for (const each of history) {
    if (each.type === 'asked') open.add(each.conversation);
    if (each.type === 'broker-killed') for (const conversation of open) cutOffAt.set(conversation, each.atMs);
    if (each.type !== 'returned') continue;
    open.delete(each.conversation);
    const since = cutOffAt.get(each.conversation);
    if (since !== undefined) found.push(each.atMs - since);
  }
  return found;
}

/** Why those ended that are not done, each reason once with its count, the most frequent first. */
export function reasonsNotDone(
  history: readonly HistoryEntry[],
): readonly (readonly [reason: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const each of history) {
    if (each.type !== 'returned' || each.outcome === 'done') continue;
    const reason = `${each.outcome}: ${each.text}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** How many conversations ended how. */
export function outcomeCounts(history: readonly HistoryEntry[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const each of history) if (each.type === 'returned') counts[each.outcome] = (counts[each.outcome] ?? 0) + 1;
  return counts;
}

function gaps(
  history: readonly HistoryEntry[],
  from: 'killed' | 'stopped' | 'continued',
  to: 'down' | 'back',
): number[] {
  const since = new Map<string, number>();
  const found: number[] = [];
  for (const each of history) {
    if (each.type === from) since.set(each.address, each.atMs);
    if (each.type !== to) continue;
    const begun = since.get(each.address);
    if (begun !== undefined) found.push(each.atMs - begun);
    since.delete(each.address);
  }
  return found;
}
