// Changes derived from Seal-Tools (Apache-2.0; tool.jsonl and test_in_domain.jsonl): its tools' parameters as schemas, its test
// calls as payloads. Read where it lies. It brings names and descriptions that nobody of this project wrote.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '@parley/testkit';
import { rulesOf } from './derive.ts';
import type { DerivedCase } from './rules/change.ts';
import type { Capability, Payload, SetName } from './sample.ts';
import { Version } from './version.ts';

interface Tool {
  readonly api_name: string;
  readonly parameters: Readonly<Record<string, { readonly type: string; readonly description: string }>>;
  readonly required: readonly string[];
}

const types: Readonly<Record<string, string>> = { str: 'string', int: 'integer', float: 'number', bool: 'boolean' };
const casesPerRule = 60;

/** Cases of every rule of a set that needs nothing but a schema and a payload. @throws Error where the files are not there */
export function deriveSealTools(folder: string, set: SetName, seed: number): DerivedCase[] {
  const random = seededRandom(seed);
  const samples = random.shuffle(samplesIn(folder));
  const found: DerivedCase[] = [];
  for (const rule of rulesOf[set]) {
    const ofRule: DerivedCase[] = [];
    for (const sample of samples) {
      if (ofRule.length === casesPerRule) break;
      const { capability, payload } = sample;
      const change = rule.derive(sample, new Version(capability.schema, payload), random);
      if (change !== undefined) ofRule.push({ ...change, set, rule: rule.name, capability: capability.name });
    }
    found.push(...ofRule);
  }
  return found;
}

function samplesIn(folder: string): { capability: Capability; payload: Payload }[] {
  const tools = new Map(linesOf<Tool>(folder, 'tool.jsonl').map((tool) => [tool.api_name, tool]));
  const calls = linesOf<{ calling: { api: string; parameters: Payload }[] }>(folder, 'test_in_domain.jsonl');
  return calls.flatMap(({ calling }) => {
    const [only] = calling;
    const tool = only === undefined ? undefined : tools.get(only.api);
    if (tool === undefined || calling.length !== 1) return [];
    const payload = typed(only!.parameters, tool);
    return payload === undefined ? [] : [{ capability: capabilityOf(tool), payload }];
  });
}

function capabilityOf({ api_name, parameters, required }: Tool): Capability {
  const properties = Object.fromEntries(
    Object.entries(parameters).map(([name, { type, description }]) => [name, { type: types[type], description }]),
  );
  const name = api_name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  return {
    name: name.includes('-') ? name : `${name}-call`,
    schema: { type: 'object', properties, required },
    payloads: [],
    synonyms: {},
  };
}

/** The call's values in the types that the tool declares; undefined where they are of others, or too few to tell a rule by. */
function typed(parameters: Payload, tool: Tool): Payload | undefined {
  const entries = Object.entries(parameters);
  if (entries.length < 2 || tool.required.some((name) => !(name in parameters))) return undefined;
  const values = entries.map(
    ([name, value]) => [name, valueAs(types[tool.parameters[name]?.type ?? ''], value)] as const,
  );
  return values.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(values);
}

function valueAs(type: string | undefined, value: unknown): unknown {
  if (type === 'string') return typeof value === 'string' && value !== '' ? value : undefined;
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  const number = typeof value === 'string' && /^(0|[1-9]\d*)(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  return type === 'integer'
    ? Number.isSafeInteger(number)
      ? number
      : undefined
    : type === 'number'
      ? number
      : undefined;
}

function linesOf<T>(folder: string, file: string): T[] {
  const path = join(folder, file);
  if (!existsSync(path))
    throw new Error(
      `${path} is not there: --data takes the folder with Seal-Tools' tool.jsonl and test_in_domain.jsonl.`,
    );
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
