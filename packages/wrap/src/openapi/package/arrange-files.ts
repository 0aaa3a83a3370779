// Which constant stands in which file: all in one where they fit, else schemas, service and capabilities apart, each file
// short enough to read. No two files need each other.

import { linesIn } from '../schema/keep-short.ts';
import { textCode } from '../schema/literal-code.ts';
import { camelOf } from '../words.ts';
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
const linesMax = 190;

export function arrangeFiles(parts: Parts): SourceFile[] {
  const { schemas, services, capabilities, opening } = parts;
  const all = [...schemas, ...services, ...[...capabilities.values()].flat()];
  const names = [...capabilities.values()].flat().map(({ name }) => name);
  if (all.reduce((lines, each) => lines + linesOf(each), 0) + names.length <= linesMax) {
    const whole = { name: 'index', opening, declarations: all };
    return [{ path: 'src/index.ts', text: fileText(whole, { groups: [], uses: agentUses, end: agentText(names) }) }];
  }
  const inner = [
    ...grouped('schemas', 'Schemas of what goes to the service and comes from it', schemas),
    ...grouped('service', 'The service, as its agent calls it', services),
  ];
  const taken = new Set(['index', ...inner.map(({ name }) => name)]);
  const outer = [...capabilities]
    .flatMap(([name, each]) => grouped(name, `Capabilities: ${name.replaceAll('-', ' ')}`, each))
    .map((group) => ({ ...group, name: unusedName(group.name, taken) }));
  const groups = [...inner, ...outer];
  const needed = new Set(groups.flatMap(neededOutside));
  const files = groups.map((group) => ({
    path: `src/${group.name}.ts`,
    text: fileText(group, { groups, exported: needed, end: outer.includes(group) ? capabilitiesText(group) : '' }),
  }));
  return [{ path: 'src/index.ts', text: indexText(opening, outer) }, ...files];
}

/** Two tags may come to the same name once their files are numbered. */
function unusedName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
  taken.add(name);
  return name;
}

/** What a file needs of others. */
function neededOutside({ declarations }: Group): string[] {
  const own = new Set(declarations.map(({ name }) => name));
  return declarations.flatMap(({ uses }) => [...uses]).filter((name) => !own.has(name));
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

interface Surroundings {
  readonly groups: readonly Group[];
  /** What others need of it; nothing unless said. */
  readonly exported?: ReadonlySet<string>;
  /** What the end of the file needs. */
  readonly uses?: readonly string[];
  readonly end?: string;
}

function fileText(group: Group, { groups, exported, uses = [], end = '' }: Surroundings): string {
  const own = new Set(group.declarations.map(({ name }) => name));
  const used = new Set([...group.declarations.flatMap((each) => [...each.uses]), ...uses]);
  const wanted = [...used].filter((name) => !own.has(name));
  const isExported = ({ name }: Declaration) => exported?.has(name) === true;
  const texts = group.declarations.map((each) => `${each.comment}${isExported(each) ? 'export ' : ''}${each.text}`);
  return `${[group.opening, importsText(wanted, groups), ...texts, end].filter((text) => text !== '').join('\n\n')}\n`;
}

/** The agent where its capabilities are in files of their own. */
function indexText(opening: string, groups: readonly Group[]): string {
  const names = groups.map(({ name }) => ({ file: name, as: capabilitiesName(name) }));
  const imports = [...names]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, as }) => `import { ${as} } from './${file}.ts';`);
  const agent = agentText(names.map(({ as }) => `...${as}`));
  return `${[opening, [importsText(agentUses, []), ...imports].join('\n'), agent].join('\n\n')}\n`;
}

function capabilitiesText({ name, declarations }: Group): string {
  return `export const ${capabilitiesName(name)} = {\n${declarations.map((each) => `  ${each.name},\n`).join('')}};`;
}

function capabilitiesName(group: string): string {
  return camelOf(`capabilities of ${group}`);
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

const agentUses = ['defineAgent', 'AgentFactory'];

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
