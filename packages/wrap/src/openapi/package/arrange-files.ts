// Which constant stands in which file: all in one where they fit, else schemas, service and capabilities apart, each file
// short enough to read. No two files need each other.

import { linesIn } from '../schema/keep-short.ts';
import { textCode } from '../schema/literal-code.ts';
import { type Declaration, importsOf } from './declarations.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Parts {
  readonly schemas: readonly Declaration[];
  readonly services: readonly Declaration[];
  /** By the name of their group. */
  readonly capabilities: ReadonlyMap<string, readonly Declaration[]>;
  readonly opening: string;
}

interface Group {
  /** Its file's name, without the end. */
  readonly name: string;
  readonly opening: string;
  readonly declarations: readonly Declaration[];
}

/** Fewer than may be, since a formatter makes several lines of a long one. */
const linesMax = 210;

export function arrangeFiles(parts: Parts): SourceFile[] {
  const { schemas, services, capabilities, opening } = parts;
  const all = [...schemas, ...services, ...[...capabilities.values()].flat()];
  const names = [...capabilities.values()].flat().map(({ name }) => name);
  if (all.reduce((lines, each) => lines + linesOf(each), 0) + names.length <= linesMax) {
    return [{ path: 'src/index.ts', text: fileText({ name: 'index', opening, declarations: all }, [], names) }];
  }
  const groups = [
    ...grouped('schemas', 'Schemas of what goes to the service and comes from it', schemas),
    ...grouped('service', 'The service, as its agent calls it', services),
    ...[...capabilities].flatMap(([name, each]) => grouped(name, `Capabilities: ${name.replaceAll('-', ' ')}`, each)),
  ];
  const files = groups.map((group) => ({ path: `src/${group.name}.ts`, text: fileText(group, groups, undefined) }));
  return [
    { path: 'src/index.ts', text: fileText({ name: 'index', opening, declarations: [] }, groups, names) },
    ...files,
  ];
}

function grouped(name: string, opening: string, declarations: readonly Declaration[]): Group[] {
  const groups: Declaration[][] = [];
  let lines = Number.POSITIVE_INFINITY;
  for (const piece of inseparable(declarations)) {
    const more = piece.reduce((sum, each) => sum + linesOf(each), 0);
    if (lines + more > linesMax) {
      groups.push([]);
      lines = 0;
    }
    groups.at(-1)?.push(...piece);
    lines += more;
  }
  return groups.map((each, index) => ({
    name: groups.length === 1 ? name : `${name}-${index + 1}`,
    opening: `// ${opening}${groups.length === 1 ? '' : `, ${index + 1} of ${groups.length}`}.`,
    declarations: each,
  }));
}

function inseparable(declarations: readonly Declaration[]): Declaration[][] {
  const pieces: Declaration[][] = [];
  let goesOn = false;
  for (const each of declarations) {
    if (goesOn) pieces.at(-1)?.push(each);
    else pieces.push([each]);
    ({ goesOn } = each);
  }
  return pieces;
}

function linesOf({ text, comment }: Declaration): number {
  return linesIn(`${comment}${text}`) + 1;
}

/** @param names where the agent itself is in it: its capabilities */
function fileText(group: Group, groups: readonly Group[], names: readonly string[] | undefined): string {
  const agent = names === undefined ? '' : agentText(names);
  const own = new Set(group.declarations.map(({ name }) => name));
  const used = new Set([
    ...group.declarations.flatMap(({ uses }) => [...uses]),
    ...(names === undefined ? [] : ['defineAgent', 'AgentFactory', ...names]),
  ]);
  const wanted = [...used].filter((name) => !own.has(name));
  const isExported = ({ name }: Declaration) =>
    groups.some((other) => other !== group && other.declarations.some(({ uses }) => uses.has(name))) ||
    (groups.length > 0 && names === undefined && isCapability(group));
  const texts = group.declarations.map((each) => `${each.comment}${isExported(each) ? 'export ' : ''}${each.text}`);
  return `${[group.opening, importsText(wanted, groups), ...texts, agent].filter((text) => text !== '').join('\n\n')}\n`;
}

function isCapability({ name }: Group): boolean {
  return !/^(schemas|service)(-\d+)?$/.test(name);
}

function importsText(wanted: readonly string[], groups: readonly Group[]): string {
  const from = new Map<string, string[]>();
  for (const name of wanted) {
    const group = groups.find(({ declarations }) => declarations.some((each) => each.name === name));
    const place = Object.hasOwn(importsOf, name) ? importsOf[name] : group && `./${group.name}.ts`;
    if (place !== undefined) from.set(place, [...(from.get(place) ?? []), name]);
  }
  const isType = (name: string) => name === 'AgentFactory' || name === 'HttpService';
  const order = (a: string, b: string) => (a.startsWith('.') === b.startsWith('.') ? (a < b ? -1 : 1) : a < b ? 1 : -1);
  return [...from.keys()]
    .sort(order)
    .map((place) => {
      const names = [...(from.get(place) ?? [])].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
      const types = names.every(isType);
      const list = names.map((name) => (isType(name) && !types ? `type ${name}` : name)).join(', ');
      return `import ${types ? 'type ' : ''}{ ${list} } from ${textCode(place)};`;
    })
    .join('\n');
}

function agentText(names: readonly string[]): string {
  return [
    'const makeAgent: AgentFactory = ({ name }) =>',
    '  defineAgent({',
    '    name,',
    '    capabilities: {',
    ...names.map((name) => `      ${name},`),
    '    },',
    '  });',
    '',
    'export default makeAgent;',
  ].join('\n');
}
