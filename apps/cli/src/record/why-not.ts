// `parley why-not <agent> <conversation>`: what stopped this agent, by the recorded facts, and what would have changed it.

import { lineOf, whyNot } from '@parley/conversation';
import { exitCodes } from '../exit-codes.ts';
import type { MeshOptions, Setting } from '../setting.ts';
import { openRecord, readMeant } from './open-record.ts';

/** @returns the exit code */
export async function whyNotCommand(
  setting: Setting,
  agent: string,
  id: string,
  options: MeshOptions,
): Promise<number> {
  await using record = await openRecord(setting, options);
  const view = await readMeant(record, id);
  const answer = whyNot(view, agent);
  if (options.json) {
    console.log(JSON.stringify({ conversation: view.conversation, ...answer }));
    return exitCodes.done;
  }
  console.log(setting.paint(lineOf('strong', answer.text)));
  if (answer.change !== undefined) console.log(setting.paint(lineOf('plain', answer.change)));
  return exitCodes.done;
}
