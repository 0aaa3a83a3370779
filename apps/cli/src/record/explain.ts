// `parley explain <conversation>`: why this agent, what broke, what was done about it, what it cost.

import { explainConversation } from '@parley/conversation';
import { exitCodes } from '../exit-codes.ts';
import type { MeshOptions, Setting } from '../setting.ts';
import { openRecord, readMeant } from './open-record.ts';
import { partLines, partsOf } from './parts.ts';

/** @returns the exit code */
export async function explain(setting: Setting, id: string, options: MeshOptions): Promise<number> {
  await using record = await openRecord(setting, options);
  const view = await readMeant(record, id);
  const parts = await partsOf(record, view.conversation);
  const lines = [...explainConversation(view), ...partLines(parts)];
  if (options.json) {
    const { conversation, state, outcome, winner, cost, attempts, reroutes, gaps } = view;
    const text = lines.map((line) => line.text);
    const facts = { conversation, state, outcome, winner, cost, attempts, reroutes, gaps, parts };
    console.log(JSON.stringify({ ...facts, text }));
  } else for (const line of lines) console.log(setting.paint(line));
  return exitCodes.done;
}
