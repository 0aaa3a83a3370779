// `parley explain <conversation>`: why this agent, what broke, what was done about it, what it cost.

import { explainConversation } from '@parley/conversation';
import { exitCodes } from '../exit-codes.ts';
import type { MeshOptions, Setting } from '../setting.ts';
import { openRecord, readMeant } from './open-record.ts';

/** @returns the exit code */
export async function explain(setting: Setting, id: string, options: MeshOptions): Promise<number> {
  await using record = await openRecord(setting, options);
  const view = await readMeant(record, id);
  const lines = explainConversation(view);
  if (options.json) {
    const { conversation, state, outcome, winner, cost, attempts, reroutes, gaps } = view;
    const text = lines.map((line) => line.text);
    console.log(JSON.stringify({ conversation, state, outcome, winner, cost, attempts, reroutes, gaps, text }));
  } else for (const line of lines) console.log(setting.paint(line));
  return exitCodes.done;
}
