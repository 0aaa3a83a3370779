// An ask with all that was told of it.

import type { AskOptions, ConversationEvent } from '@parley/mesh';
import type { testMesh } from '../src/testing/index.ts';

/** Asks, prefers the price unless the options say otherwise, and follows. */
export async function followed(world: Awaited<ReturnType<typeof testMesh>>, intent: string, options: AskOptions) {
  const asking = world.mesh.ask(intent, { prefer: 'price', ...options });
  const events: ConversationEvent[] = [];
  const following = (async () => {
    for await (const event of asking) events.push(event);
  })();
  const outcome = await world.settle(asking.outcome);
  await world.settle(following);
  return { outcome, events };
}
