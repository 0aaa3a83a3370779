// Reading one conversation back. What supervisors saw lies on the mesh's page, since they know no conversations: of it,
// what concerns an instance that had an attempt here is taken over.

import type { Bus, Stream } from '@parley/bus';
import { assertToken, streams, subjects } from '@parley/protocol';
import { Assembly, messagesMax } from './assemble.ts';
import { type Entry, meshPage } from './batch.ts';
import { bundlePage } from './bundle.ts';
import { decodeBatches } from './decode-batch.ts';
import type { ConversationView } from './view.ts';

export interface ReadOptions {
  readonly mesh: string;
  readonly conversation: string;
}

/**
 * The conversation as it is recorded now, or undefined where nothing is.
 * @throws ParleyError `bad-token`; BusError `timeout`, `disconnected`, `no-jetstream`
 */
export async function readConversation(
  bus: Bus,
  { mesh, conversation }: ReadOptions,
): Promise<ConversationView | undefined> {
  assertToken(conversation, "a conversation's id");
  const stream = await bus.stream(streams(mesh).record);
  const assembly = new Assembly(conversation);
  for (const page of [conversation, bundlePage]) {
    for await (const message of stream.read(subjects(mesh).record(page))) {
      if (!assembly.add(message)) break;
    }
  }
  if (assembly.isEmpty) return undefined;
  const view = assembly.view();
  const instances = instancesThatFailed(view);
  if (instances.size === 0) return view;
  assembly.addEntries(await supervisorsEntries(stream, mesh, instances));
  return assembly.view();
}

function instancesThatFailed({ attempts }: ConversationView): ReadonlySet<string> {
  const failed = attempts.filter(({ ended }) => ended === 'failed');
  return new Set(failed.map(({ agent, instance }) => `${agent}/${instance}`));
}

async function supervisorsEntries(stream: Stream, mesh: string, instances: ReadonlySet<string>): Promise<Entry[]> {
  const found: Entry[] = [];
  let messages = 0;
  for await (const message of stream.read(subjects(mesh).record(meshPage))) {
    if (++messages > messagesMax) break;
    const entries = decodeBatches(message, meshPage).flatMap((batch) => batch.entries);
    found.push(...entries.filter((entry) => concerns(entry, instances)));
  }
  return found;
}

function concerns({ writer, body }: Entry, instances: ReadonlySet<string>): boolean {
  if (writer.kind !== 'supervisor') return false;
  if (body.type === 'down') return instances.has(`${body.agent}/${body.instance}`);
  return body.type === 'restarted' && body.replaces !== undefined && instances.has(`${body.agent}/${body.replaces}`);
}
