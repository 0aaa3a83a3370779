// The files of a generated package: its manifest, its configuration, its sources and a page that says what it is.

import { z } from 'zod';
import type { NeededSecret } from '../operation/map-security.ts';
import type { PlannedOperation } from '../operation/plan-operation.ts';
import type { NamedSchema } from '../schema/named-schemas.ts';
import { camelOf } from '../words.ts';
import { arrangeFiles, type SourceFile } from './arrange-files.ts';
import {
  capabilityDeclaration,
  type Declaration,
  schemaDeclaration,
  serviceDeclaration,
  serviceName,
  takenNames,
} from './declarations.ts';

export interface PackagePlan {
  readonly name: string;
  readonly title: string;
  readonly planned: readonly PlannedOperation[];
  readonly leftOut: readonly { readonly id: string; readonly reason: string }[];
  readonly schemas: readonly NamedSchema[];
  /** What the agent is configured with. */
  readonly config: Readonly<Record<string, unknown>>;
}

export function packageFiles(plan: PackagePlan): SourceFile[] {
  const { name, title, config } = plan;
  const manifest = {
    name: `@parley/agent-${name}`,
    version: '0.1.0',
    private: true,
    description: `${title}, wrapped from its OpenAPI document.`,
    license: 'Apache-2.0',
    type: 'module',
    exports: { '.': './src/index.ts' },
    parley: { agents: 'agents.json' },
    dependencies: { '@parley/agent': '*', '@parley/wrap': '*', zod: zodVersion() },
  };
  return [
    { path: 'package.json', text: jsonText(manifest) },
    { path: 'agents.json', text: jsonText({ [name]: config }) },
    { path: 'README.md', text: readme(plan) },
    ...arrangeFiles(partsOf(plan)),
  ];
}

function partsOf({ title, planned, schemas }: PackagePlan) {
  const needed = new Map<string, readonly NeededSecret[]>();
  for (const { secrets } of planned) needed.set(serviceName(secrets), secrets);
  const names = new Set([...takenNames, ...needed.keys(), ...schemas.map((each) => each.name)]);
  const capabilities = new Map<string, Declaration[]>();
  for (const each of planned) {
    const name = unusedName(camelOf(each.listed.name), names);
    const group = groupOf(each);
    capabilities.set(group, [...(capabilities.get(group) ?? []), capabilityDeclaration(each, name)]);
  }
  return {
    opening: `// ${title} as an agent: each operation of its OpenAPI document is a capability. Generated once, and yours to edit.`,
    services: [...needed].map(([name, secrets]) => serviceDeclaration(name, title, secrets)),
    schemas: schemas.map(schemaDeclaration),
    capabilities,
  };
}

function groupOf({ said: { tags } }: PlannedOperation): string {
  const tag = tags[0] ?? 'operations';
  const isTaken = /^(index|schemas?|services?)(-\d+)?$/.test(tag);
  const isVague = tag.split('-').some((word) => /^(util|helper|common|manager|base|impl|shared|misc)s?$/.test(word));
  return isTaken || isVague || tag === 'type' || tag === 'types' ? 'operations' : tag;
}

function unusedName(wanted: string, names: Set<string>): string {
  const isReserved = reserved.has(wanted) || Object.hasOwn(globalThis, wanted);
  for (let count = isReserved ? 2 : 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}${count}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}

const reserved = new Set(
  'await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield arguments eval undefined'.split(
    ' ',
  ),
);

function readme({ name, title, planned, leftOut, config }: PackagePlan): string {
  const secrets = [...new Map(planned.flatMap((each) => each.secrets).map((each) => [each.key, each])).values()];
  return [
    `# ${title}`,
    '',
    'An agent made of an OpenAPI document by `parley wrap openapi`. Each operation is a capability; the code is yours to',
    'edit, and nothing writes over it unless `--force` is said.',
    '',
    '| capability | operation |',
    '| --- | --- |',
    ...planned.map(({ listed }) => `| \`${listed.name}\` | \`${listed.method} ${listed.path}\` |`),
    '',
    `Its address is \`baseUrl\` in \`agents.json\`${config.baseUrl === undefined ? ', which is missing' : ''}; \`price\`, \`etaMs\` and \`timeoutMs\` can stand there too.`,
    ...secrets.map(
      ({ key, scheme, what }) =>
        `\`${key}\` there names where ${what} for "${scheme}" comes from: \`"env:NAME"\`, never the secret itself.`,
    ),
    ...(leftOut.length === 0 ? [] : ['', 'Left out:', '']),
    ...leftOut.map(({ id, reason }) => `- \`${id}\`: ${reason.replace(/\s+/g, ' ')}`),
    '',
    `Run \`npx parley up\`; it is the agent \`${name}\`.`,
    '',
  ].join('\n');
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function zodVersion(): string {
  const { major, minor, patch } = z.core.version;
  return `${major}.${minor}.${patch}`;
}
