// From an order to an agent: what the parent wrote is checked, and the package's default export must be an agent.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, ParleyError, Token } from '@parley/protocol';
import { z } from 'zod';
import type { AgentDefinition, AgentFactory } from '../definition.ts';

export const HostOrder = z.object({
  /** The folder of the agent's package. */
  package: z.string().min(1),
  /** Which of its agents, where the package makes several. */
  agent: Token.optional(),
  servers: z.string().min(1),
  mesh: Token,
  instance: Token.optional(),
  /** It takes the place of another instance, of whatever version. */
  replacing: z.boolean().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  model: z.string().optional(),
  modelDir: z.string().optional(),
  drainMs: z.number().min(0).optional(),
  /** How much is written into the mesh's record; everything unless said. */
  record: z.enum(['full', 'without-content', 'off']).optional(),
});
export type HostOrder = z.infer<typeof HostOrder>;

/** @throws ParleyError `bad-options` */
export function parseOrder(line: string): HostOrder {
  try {
    return HostOrder.parse(JSON.parse(line));
  } catch (thrown) {
    throw new ParleyError('bad-options', `The host's order cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/**
 * Imports the package and takes its default export: an agent, or a function that makes the agent `agent` from its name and
 * configuration.
 * @throws ParleyError `bad-definition`
 */
export async function loadAgent(
  folder: string,
  { agent: name, config = {} }: Pick<HostOrder, 'agent' | 'config'> = {},
): Promise<AgentDefinition> {
  const wrong = (what: string, cause?: unknown): never => {
    throw new ParleyError('bad-definition', `The agent package in ${folder} ${what}`, { cause });
  };
  const entry = entryOf(folder) ?? wrong('has no "exports" with a "." entry in its package.json.');
  const module: { default?: unknown } = await import(pathToFileURL(join(folder, entry)).href).catch((thrown) =>
    wrong(`cannot be imported: ${messageOf(thrown)}${placeIn(folder, thrown)}`, thrown),
  );
  const agent = made(module.default, name, config, wrong);
  if (typeof agent?.name !== 'string' || typeof agent.capabilities !== 'object') {
    return wrong('has no agent as its default export: write "export default defineAgent({...})".');
  }
  return agent as AgentDefinition;
}

function made(
  exported: unknown,
  name: string | undefined,
  config: Readonly<Record<string, unknown>>,
  wrong: (what: string, cause?: unknown) => never,
): Partial<AgentDefinition> | undefined {
  if (typeof exported !== 'function') {
    if (name !== undefined) wrong(`makes one agent only: take "parley.agents" out of its package.json ("${name}").`);
    return exported as Partial<AgentDefinition> | undefined;
  }
  if (name === undefined) {
    return wrong(
      'makes several agents: name them in a file that "parley": {"agents": ...} of its package.json points to.',
    );
  }
  try {
    const agent = (exported as AgentFactory)({ name, config });
    if (agent?.name !== name) wrong(`was to make the agent "${name}" and made "${agent?.name}".`);
    return agent;
  } catch (thrown) {
    if (thrown instanceof ParleyError && thrown.code === 'bad-definition') throw thrown;
    return wrong(`cannot make the agent "${name}": ${messageOf(thrown)}`, thrown);
  }
}

/** Where in the package it went wrong, as far as the engine says so: " (src/index.ts:3)". */
function placeIn(folder: string, thrown: unknown): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const at = [pathToFileURL(folder).href, folder].map((start) => stack.split(`${start}/`)[1]).find(Boolean);
  const place = /^[^\s():]+:\d+/.exec(at ?? '')?.[0];
  return place === undefined ? '' : ` (${place})`;
}

function entryOf(folder: string): string | undefined {
  const { exports } = createRequire(join(folder, 'package.json'))('./package.json') as {
    exports?: Record<string, unknown>;
  };
  const entry = exports?.['.'];
  return typeof entry === 'string' ? entry : undefined;
}
