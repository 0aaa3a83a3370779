// From the sequences of several writers to one timeline. An entry comes after its writer's earlier entries and after what
// caused it; never does a clock decide. Among what is free to stand anywhere, the conversation's own writer is the spine:
// an entry that it answers stands right before its answer, one that it does not answer right after its cause, and at last
// the order of the stream decides. Forged causes that go in a circle are cut where the stream begins it.

import type { Entry } from './batch.ts';
import { addressOfWriter } from './batch.ts';
import { impliedCauses } from './implied-causes.ts';

interface Node {
  readonly entry: Entry;
  readonly index: number;
  readonly before: Set<Node>;
  readonly next: Set<Node>;
  place: number;
}

/** Each entry once: the first of those with one id, in the order of the stream. `doubles` are the others. */
export function withoutDoubles(entries: readonly Entry[]): {
  readonly once: readonly Entry[];
  readonly doubles: number;
} {
  const seen = new Map<string, Entry>();
  for (const entry of entries) if (!seen.has(entry.id)) seen.set(entry.id, entry);
  return { once: [...seen.values()], doubles: entries.length - seen.size };
}

/** The timeline of entries of which each is there once. */
export function mergeByCause(entries: readonly Entry[]): readonly Entry[] {
  const nodes = nodesOf(entries);
  const order = sorted(nodes, (a, b) => a.index - b.index);
  place(order);
  return sorted(nodes, (a, b) => a.place - b.place || a.index - b.index).map(({ entry }) => entry);
}

function nodesOf(entries: readonly Entry[]): readonly Node[] {
  const inStream = [...entries].sort((a, b) => a.sequence - b.sequence || a.n - b.n);
  const nodes = inStream.map((entry, index): Node => ({ entry, index, before: new Set(), next: new Set(), place: 0 }));
  const bySaid = new Map<string, Node>();
  for (const node of nodes) {
    for (const said of [node.entry.id, ...node.entry.says]) if (!bySaid.has(said)) bySaid.set(said, node);
  }
  const link = (from: Node, to: Node) => {
    if (from === to) return;
    from.next.add(to);
    to.before.add(from);
  };
  for (const own of Map.groupBy(nodes, ({ entry }) => addressOfWriter(entry.writer)).values()) {
    own.sort((a, b) => a.entry.n - b.entry.n);
    for (const [at, node] of own.entries()) if (at > 0) link(own[at - 1]!, node);
  }
  for (const node of nodes) {
    const cause = node.entry.causedBy === undefined ? undefined : bySaid.get(node.entry.causedBy);
    if (cause !== undefined) link(cause, node);
  }
  const byEntry = new Map(nodes.map((node) => [node.entry, node]));
  for (const [cause, effect] of impliedCauses(inStream)) link(byEntry.get(cause)!, byEntry.get(effect)!);
  return nodes;
}

/** Topological after Kahn (1962), the least of those that are free first. */
function sorted(nodes: readonly Node[], compare: (a: Node, b: Node) => number): readonly Node[] {
  const open = new Map(nodes.map((node) => [node, node.before.size]));
  const free = nodes.filter((node) => node.before.size === 0).sort(compare);
  const order: Node[] = [];
  while (open.size > 0) {
    const node = free.shift() ?? [...open.keys()].reduce((a, b) => (compare(b, a) < 0 ? b : a));
    if (!open.delete(node)) continue;
    order.push(node);
    for (const next of node.next) {
      const left = open.get(next);
      if (left === undefined) continue;
      open.set(next, left - 1);
      if (left === 1) insert(free, next, compare);
    }
  }
  return order;
}

function insert(free: Node[], node: Node, compare: (a: Node, b: Node) => number): void {
  let [low, high] = [0, free.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(free[middle]!, node) <= 0) low = middle + 1;
    else high = middle;
  }
  free.splice(low, 0, node);
}

// Where each stands against the spine: the spine's entries at whole numbers, the others just before the first that
// depends on them, or just after the last that they depend on.
function place(order: readonly Node[]): void {
  const spine = order.find(({ entry }) => entry.body.type === 'asked')?.entry.writer;
  if (spine === undefined) return;
  const address = addressOfWriter(spine);
  const places = new Map<Node, number>();
  for (const node of order) if (addressOfWriter(node.entry.writer) === address) places.set(node, places.size + 1);
  const effects = new Map<Node, number>();
  for (const node of [...order].reverse()) {
    const after = [...node.next].map((next) => effects.get(next) ?? Number.POSITIVE_INFINITY);
    effects.set(node, places.get(node) ?? after.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY));
  }
  // What hangs on nothing stands at the end.
  const end = places.size + 0.5;
  for (const node of order) {
    const effect = effects.get(node)!;
    // What is no cause of anything stands after all that its own causes led to.
    const causes = [...node.before].map((each) => Math.floor(each.place + 0.25) + 0.5);
    const afterCause = causes.length === 0 ? end : causes.reduce((a, b) => Math.max(a, b));
    node.place = places.get(node) ?? (Number.isFinite(effect) ? effect - 0.25 : afterCause);
  }
}
