// `parley conversation <id>`: its timeline, as a person reads it or as JSON, once or while it is recorded.

import { followConversation, renderTimeline } from '@parley/conversation';
import { isToken } from '@parley/protocol';
import { CommandError, exitCodes } from '../exit-codes.ts';
import type { MeshOptions, Setting } from '../setting.ts';
import { openRecord, readMeant } from './open-record.ts';

export interface ShowOptions extends MeshOptions {
  readonly follow?: boolean;
  readonly all?: boolean;
}

/** @returns the exit code */
export async function show(setting: Setting, id: string, options: ShowOptions): Promise<number> {
  if (options.follow) return follow(setting, id, options);
  await using record = await openRecord(setting, options);
  const view = await readMeant(record, id);
  if (options.json) console.log(JSON.stringify(view));
  else for (const line of renderTimeline(view, { all: options.all === true })) console.log(setting.paint(line));
  return exitCodes.done;
}

// A conversation that is not there yet is waited for, so its id must be whole.
async function follow(setting: Setting, id: string, options: ShowOptions): Promise<number> {
  await using record = await openRecord(setting, options);
  const { bus, mesh } = record;
  const conversation = id === 'last' ? (await readMeant(record, id)).conversation : id;
  if (!isToken(conversation)) throw new CommandError('usage', `"${id}" is no conversation's id.`);
  const abort = new AbortController();
  const stopping = setting.onStop(() => abort.abort());
  try {
    for await (const { fresh, view } of followConversation(bus, { mesh, conversation, signal: abort.signal })) {
      if (options.json) for (const entry of fresh) console.log(JSON.stringify(entry));
      else {
        const lines = renderTimeline(view, { all: options.all === true, only: fresh });
        for (const line of lines) console.log(setting.paint(line));
      }
    }
    return exitCodes.done;
  } finally {
    stopping.close();
  }
}
