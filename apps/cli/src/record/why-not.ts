// `parley why-not <agent> <conversation>`: what stopped this agent, by the recorded facts, and what would have changed it.
// `parley why-not <agent> "<intent>"`: the same of a dry run, which holds no slot and is not recorded.

import { type ConversationView, lineOf, whyNot } from '@parley/conversation';
import type { Mesh } from '@parley/mesh';
import { type AskCommand, askOptions } from '../ask.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { connectToMesh, type Setting } from '../setting.ts';
import { openRecord, readMeant } from './open-record.ts';

/** An id of a conversation or the beginning of one; everything else is an intent. */
const conversationId = /^(?:last|[0-9a-f]{4,32})$/;

/** @returns the exit code */
export async function whyNotCommand(
  setting: Setting,
  agent: string,
  what: string,
  options: AskCommand,
): Promise<number> {
  if (!conversationId.test(what)) return await ofDryRun(setting, agent, what, options);
  if (options.input ?? options.maxPrice ?? options.within ?? options.prefer) {
    const text = `"${what}" is a conversation that was: --input, --max-price, --within and --prefer go with an intent.`;
    throw new CommandError('usage', text);
  }
  await using record = await openRecord(setting, options);
  return tell(setting, agent, await readMeant(record, what), options);
}

async function ofDryRun(setting: Setting, agent: string, intent: string, command: AskCommand): Promise<number> {
  const options = askOptions(command);
  await using mesh = await connectToMesh(setting, command);
  const abort = new AbortController();
  const stopping = setting.onStop((why) => abort.abort(new Error(`stopped by ${why}`)));
  try {
    const view = await mesh.dryRun(intent, { ...options, signal: abort.signal });
    return tell(setting, agent, view, command, await absenceOf(mesh, agent));
  } finally {
    stopping.close();
  }
}

/** Why nobody of this name can be called at all; undefined where somebody can. */
async function absenceOf(mesh: Mesh, name: string): Promise<string | undefined> {
  const isMeant = ({ agent, instance }: { readonly agent: string; readonly instance: string }) =>
    name === agent || name === `${agent}/${instance}`;
  const advertised = mesh
    .capabilities()
    .some(({ agent, instances }) => instances.some(({ instance }) => isMeant({ agent, instance })));
  if (advertised) return undefined;
  const present = (await mesh.instances({ everybody: true })).filter(isMeant);
  if (present.length === 0) return 'Nobody of this name is in the mesh: see "npx parley agents".';
  const states = [...new Set(present.map(({ state }) => state))].join(', ');
  return `It is there and takes no work (${states}): "npx parley resume ${name}" lets it.`;
}

function tell(setting: Setting, agent: string, view: ConversationView, { json }: AskCommand, absence?: string): number {
  const answer = whyNot(view, agent);
  const { asked } = view;
  if (json) {
    const of = asked?.dryRun ? { intent: asked.intent } : { conversation: view.conversation };
    console.log(JSON.stringify({ ...of, ...answer, ...(absence === undefined ? {} : { change: absence }) }));
    return exitCodes.done;
  }
  console.log(setting.paint(lineOf('strong', answer.text)));
  const change = absence ?? answer.change;
  if (change !== undefined) console.log(setting.paint(lineOf('plain', change)));
  return exitCodes.done;
}
