// What was handed on for a conversation, and for those parts in turn: a tree, a line a part.

import { type ConversationSummary, duration, lineOf, listConversations, type TextLine } from '@parley/conversation';
import { shortId } from './list.ts';
import { allConversations, type OpenRecord } from './open-record.ts';

export interface Part {
  readonly summary: ConversationSummary;
  readonly parts: readonly Part[];
}

/** The parts of a conversation, oldest first. */
export async function partsOf({ bus, mesh }: OpenRecord, conversation: string): Promise<readonly Part[]> {
  const { conversations } = await listConversations(bus, { mesh, parts: true, limit: allConversations });
  const byParent = Map.groupBy(conversations.toReversed(), ({ parent }) => parent);
  // A part is told after its parent was, so this ends: what names itself or a later one is under nobody here.
  const seen = new Set<string>([conversation]);
  const under = (parent: string): readonly Part[] =>
    (byParent.get(parent) ?? [])
      .filter(({ conversation: id }) => !seen.has(id) && seen.add(id))
      .map((summary) => ({ summary, parts: under(summary.conversation) }));
  return under(conversation);
}

/** Every part as a line, indented by its depth. */
export function partLines(parts: readonly Part[], depth = 1): readonly TextLine[] {
  return parts.flatMap(({ summary, parts: deeper }) => [partLine(summary, depth), ...partLines(deeper, depth + 1)]);
}

function partLine(summary: ConversationSummary, depth: number): TextLine {
  const { conversation, capability, intent = '', outcome, agent, price, elapsedMs } = summary;
  const what = capability ?? `"${intent}"`;
  const to = agent === undefined ? '' : ` by ${agent}`;
  const cost = price === undefined ? '' : ` for ${price.amount} ${price.currency}`;
  const took = elapsedMs === undefined ? '' : ` in ${duration(elapsedMs)}`;
  const text = `part ${shortId(conversation)} ${what}: ${outcome ?? 'open'}${to}${cost}${took}`;
  return lineOf(outcome === 'done' ? 'plain' : 'quiet', '  '.repeat(depth) + text);
}
