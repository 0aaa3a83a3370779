// One conversation of the example: asked, told while it happens, and read afterwards.

import type { AskOptions, BoardRow, CapabilityDefinition, ConversationEvent, Outcome } from '@parley/mesh';
import { expectThat, NotAsItShouldBe } from './as-it-should-be.ts';
import type { Stage } from './stage.ts';

export interface Asked {
  readonly outcome: Outcome;
  readonly events: readonly ConversationEvent[];
}

/** @param what an intent in words, or a capability by its definition */
export async function ask(
  { mesh, story }: Stage,
  what: string | CapabilityDefinition,
  options: AskOptions,
): Promise<Asked> {
  story.question(typeof what === 'string' ? what : `${what.name}, by its definition`, options.input);
  const asking = typeof what === 'string' ? mesh.ask(what, options) : mesh.ask(what, options);
  const tell = story.teller();
  const events: ConversationEvent[] = [];
  for await (const event of asking) {
    events.push(event);
    tell(event);
  }
  const outcome = await asking;
  story.result(outcome);
  return { outcome, events };
}

type Done = Extract<Outcome, { readonly type: 'done' }>;

/** @throws NotAsItShouldBe where it ended otherwise */
export function done(outcome: Outcome): Done {
  if (outcome.type === 'done') return outcome;
  throw new NotAsItShouldBe(`it ended ${outcome.type} instead of done: ${outcome.text}`);
}

/** The last row of an agent on the score board. @throws NotAsItShouldBe where it never made a bid */
export function boardRow(events: readonly ConversationEvent[], agent: string): BoardRow {
  const rows = events.flatMap((event) => (event.type === 'scored' ? event.board : []));
  const row = rows.findLast((each) => each.agent === agent);
  expectThat(row !== undefined, `${agent} made no bid`);
  return row;
}
