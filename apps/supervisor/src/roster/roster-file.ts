// The optional roster file: what of the workspace's agents is run, how many, with which configuration, environment,
// restart policy and limits. An agent that it does not name runs with the defaults.
//
//   {"defaults": {...}, "agents": {"card": {"instances": 2, "restart": "transient"}, "echo": {"enabled": false}}}

import { readFileSync } from 'node:fs';
import { messageOf, ParleyError } from '@parley/protocol';
import { z } from 'zod';
import { RestartSettings } from '../keeping/restart-policy.ts';

const Settings = z.strictObject({
  enabled: z.boolean().optional(),
  instances: z.int().min(1).max(64).optional(),
  /** Added to what every agent gets. */
  config: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  ...RestartSettings.shape,
  shutdownMs: z.int().min(1).optional(),
  /** How much of its parts in conversations it writes into the mesh's record; all of it unless said. */
  record: z.enum(['full', 'without-content', 'off']).optional(),
  /** Resident memory, in MiB, above which a process is replaced, and killed at one and a half times as much. */
  memoryMbMax: z.number().min(64).optional(),
});
export type AgentSettings = z.infer<typeof Settings>;

export const RosterFile = z.strictObject({
  defaults: Settings.omit({ enabled: true }).optional(),
  /** By the package's name, its folder's, or the agent's where the package makes several. */
  agents: z.record(z.string(), Settings).default({}),
});
export type RosterFile = z.infer<typeof RosterFile>;

/** @throws ParleyError `bad-options`, naming the file and what is wrong in it */
export function readRosterFile(path: string): RosterFile {
  try {
    return RosterFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
    throw new ParleyError('bad-options', `The roster file ${path} cannot be read: ${why}`, { cause: thrown });
  }
}
