// Finding a scenario by its name or path, and reading it. What is no scenario is said to be so, in words that help.

import { existsSync, readdirSync } from 'node:fs';
import { basename, isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Scenario } from '../scenario.ts';

const scenarioFolder = fileURLToPath(new URL('../../scenarios', import.meta.url));
const extension = '.ts';

/** A user's mistake: what is wrong, and what to do. */
export class ScenarioError extends Error {}

const callable = z.custom<(...args: never[]) => unknown>((value) => typeof value === 'function', 'a function');
const Shape = z
  .object({
    name: z.string().regex(/^[a-z0-9-]{1,40}$/, 'letters a to z, digits and -, at most 40'),
    about: z.string().min(1).max(400),
    agentCount: z.int().min(1).optional(),
    agents: callable.optional(),
    config: z.record(z.string(), z.unknown()).optional(),
    up: z.array(z.string()).optional(),
    connect: z.object({ clearWithinMs: z.number().optional(), name: z.string().optional() }).strict().optional(),
    open: callable,
    load: z.looseObject({ model: z.enum(['open', 'closed']) }).optional(),
    operate: callable.optional(),
    figures: callable.optional(),
  })
  .strict()
  .refine(({ agents, up }) => agents === undefined || up === undefined, 'give either `agents` or `up`');

/** The files that may be named without their folder. */
export function scenarioNames(): readonly string[] {
  return readdirSync(scenarioFolder)
    .filter((file) => file.endsWith(extension))
    .map((file) => basename(file, extension))
    .sort();
}

/** Where the scenario of a name or path is. @throws ScenarioError */
export function findScenario(nameOrPath: string, cwd: string): string {
  const named = resolve(scenarioFolder, `${nameOrPath}${extension}`);
  if (/^[a-z0-9-]+$/.test(nameOrPath) && existsSync(named)) return named;
  const path = isAbsolute(nameOrPath) ? nameOrPath : resolve(cwd, nameOrPath);
  if (existsSync(path) && /\.[cm]?[jt]s$/.test(path)) return path;
  throw new ScenarioError(
    `There is no scenario "${nameOrPath}". Name a file, or one of: ${scenarioNames().join(', ')}.`,
  );
}

/** @throws ScenarioError where the file cannot be loaded or its default export is no scenario */
export async function loadScenario(path: string): Promise<Scenario> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ScenarioError(`${path} cannot be loaded: ${why}`, { cause: thrown });
  }
  const parsed = Shape.safeParse(module.default);
  if (parsed.success) return module.default as Scenario;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  const what = module.default === undefined ? 'it has no default export' : `${where}${issue?.message}`;
  throw new ScenarioError(`${path} is no scenario: ${what}. See docs/load.md, "A scenario of one's own".`);
}
