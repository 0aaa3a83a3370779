// A dry run: the call for bids without the award, to see who would do it and why the others would not. The agents bid as
// they would in earnest and hold nothing; nothing is recorded, and nobody's reputation changes.

import { type ConversationView, type EntryBody, viewOfEvents } from '@parley/conversation';
import { type AskOptions, checkedIntent, initiatorInput } from './ask-options.ts';
import { Conversation } from './conversation.ts';
import { newConversationId } from './ids.ts';
import type { Notes } from './recording.ts';
import type { World } from './world.ts';

/**
 * The conversation as far as it would go up to the award; `whyNot` of the conversation package reads it.
 * @throws ParleyError as `ask`
 */
export async function dryRun(world: World, intent: string, options: AskOptions): Promise<ConversationView> {
  const id = newConversationId();
  const bodies: EntryBody[] = [];
  const notes: Notes = {
    append: (_, body) => void bodies.push(body),
    said: () => undefined,
    end: () => undefined,
  };
  const { version } = options;
  const sought = { text: checkedIntent(intent), ...(version === undefined ? {} : { version }) };
  const input = { ...initiatorInput(id, options), dryRun: true };
  const conversation = new Conversation(world, sought, input, { notes });
  const onAbort = () => conversation.cancel('the caller cancelled');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  conversation.start();
  if (options.signal?.aborted) onAbort();
  await conversation.settled;
  options.signal?.removeEventListener('abort', onAbort);
  return viewOfEvents(id, bodies);
}
