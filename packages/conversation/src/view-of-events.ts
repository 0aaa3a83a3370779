// The view of a conversation that is not in the record, or not yet: from its events as its caller has them. So the same
// questions can be asked of a dry run, and of a conversation of one's own that has just ended.

import { type Entry, entryId, type Writer } from './batch.ts';
import type { EntryBody } from './bodies.ts';
import { fold } from './fold.ts';
import type { ConversationView } from './view.ts';

const self: Writer = { kind: 'caller', name: 'client', instance: 'self' };

/** `events` in the order in which they happened. `startedAtMs` is shown only. */
export function viewOfEvents(
  conversation: string,
  events: readonly EntryBody[],
  startedAtMs = Date.now(),
): ConversationView {
  const timeline = events.map((body, index): Entry => {
    const n = index + 1;
    const timeMs = startedAtMs + ('atMs' in body ? body.atMs : 0);
    return { id: entryId(self, n), writer: self, n, timeMs, says: [], body, sequence: n };
  });
  return fold(conversation, timeline, { missing: [], doubles: 0, undecodable: [], truncated: false, content: true });
}
