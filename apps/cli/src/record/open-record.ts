// The way to the record: a connection alone. No agent need be there, and no model: a conversation can be read back after
// everything that took part in it is gone.

import { type Bus, BusError } from '@parley/bus';
import { connectNats } from '@parley/bus/nats';
import { type ConversationView, listConversations, readConversation } from '@parley/conversation';
import { newInstanceId } from '@parley/mesh';
import { isToken, ParleyError, subjects } from '@parley/protocol';
import { CommandError } from '../exit-codes.ts';
import { type MeshOptions, placeOf, type Setting } from '../setting.ts';

/** Shorter beginnings of an id could be anybody's. */
const prefixCharactersMin = 4;
export const allConversations = 1_000_000;

export interface OpenRecord extends AsyncDisposable {
  readonly bus: Bus;
  readonly mesh: string;
  readonly servers: string;
}

/** @throws ParleyError `no-broker`, `bad-token` */
export async function openRecord(setting: Setting, options: MeshOptions): Promise<OpenRecord> {
  const { servers, mesh } = placeOf(setting, options);
  const inboxPrefix = subjects(mesh).replyPrefix(newInstanceId());
  try {
    const bus = await connectNats({ servers: servers.split(','), name: 'parley-cli', inboxPrefix });
    return { bus, mesh, servers, [Symbol.asyncDispose]: () => bus.close() };
  } catch (thrown) {
    if (!(thrown instanceof BusError)) throw thrown;
    const message = `No broker answers at ${servers}: start the mesh with "npx parley up", or name it with --servers.`;
    throw new ParleyError('no-broker', message, { cause: thrown });
  }
}

/** The one conversation that is meant. @throws CommandError where none or several are */
export async function readMeant(record: OpenRecord, named: string): Promise<ConversationView> {
  const { bus, mesh } = record;
  if (named !== 'last' && isToken(named)) {
    const exact = await readConversation(bus, { mesh, conversation: named });
    if (exact !== undefined) return exact;
  }
  const conversation = await meantBy(record, named);
  const view = await readConversation(bus, { mesh, conversation });
  if (view === undefined) throw notRecorded(record, named);
  return view;
}

async function meantBy(record: OpenRecord, named: string): Promise<string> {
  const { bus, mesh } = record;
  if (named !== 'last' && named.length < prefixCharactersMin) throw notRecorded(record, named);
  // The last is what somebody asked last, not what an agent handed on for it.
  const which = named === 'last' ? { limit: 1 } : { limit: allConversations, parts: true };
  const { conversations } = await listConversations(bus, { mesh, ...which });
  const found = conversations.filter(({ conversation }) => named === 'last' || conversation.startsWith(named));
  if (found[0] === undefined) throw notRecorded(record, named);
  if (found.length === 1) return found[0].conversation;
  throw new CommandError('usage', `${found.length} conversations begin with "${named}": give more of the id.`);
}

function notRecorded({ mesh, servers }: OpenRecord, named: string): CommandError {
  const where = `in the mesh "${mesh}" at ${servers}`;
  const text = named === 'last' ? `Nothing is recorded ${where}` : `No conversation "${named}" is recorded ${where}`;
  return new CommandError('usage', `${text}: see "npx parley conversation list", or name another mesh with --mesh.`);
}
