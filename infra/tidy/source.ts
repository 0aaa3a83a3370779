// What the tidy rules want to know of one source file, read from its syntax tree: what it imports, which globals it
// touches, and how its tests are marked. It knows no rule and no other file.

import { parseSync } from '@swc/core';
import { sleepsIn } from './sleeps.ts';

export interface Source {
  /** Every module specifier: static, dynamic, type-only and re-exported. */
  imports: string[];
  /** Names that nothing in the file declares: `process`, `Date`. */
  globals: ReadonlySet<string>;
  /** Members read off globals and imports, such as `process.env` or `test.only`. */
  members: ReadonlySet<string>;
  /** The kinds of the top-level statements, re-exports told apart by `export-from` and `export-all-from`. */
  statements: string[];
  /** The names that `export { ... } from` passes on, types as well. */
  exports: string[];
  /** How it waits for time to pass and for nothing else. */
  sleeps: string[];
  /** Why the file could not be parsed. */
  broken?: string;
}

interface Node {
  type: string;
  [key: string]: unknown;
}

/** The parser's mark of an identifier that nothing declares. */
const unresolved = 1;

/** Reads a TypeScript or JavaScript module. Never throws: a file that does not parse says so in `broken`. */
export function readSource(text: string): Source {
  const found = { imports: [] as string[], globals: new Set<string>(), members: new Set<string>() };
  try {
    const body = parseSync(text, { syntax: 'typescript', target: 'es2024' }).body as unknown as Node[];
    for (const node of body) walk(node, found);
    return { ...found, statements: body.map(kindOf), exports: body.flatMap(exportsOf), sleeps: sleepsIn(body) };
  } catch (error) {
    return { ...found, statements: [], exports: [], sleeps: [], broken: String(error).split('\n')[0] ?? '' };
  }
}

function walk(value: unknown, found: { imports: string[]; globals: Set<string>; members: Set<string> }): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, found);
    return;
  }
  if (value === null || typeof value !== 'object') return;
  const node = value as Node;
  const specifier = specifierOf(node);
  if (specifier !== undefined) found.imports.push(specifier);
  if (node.type === 'Identifier' && node.ctxt === unresolved) found.globals.add(String(node.value));
  const member = memberOf(node);
  if (member !== undefined) found.members.add(member);
  for (const key in node) if (key !== 'span') walk(node[key], found);
}

function specifierOf(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return literal(node.source);
    case 'TsImportType':
      return literal(node.argument);
    case 'CallExpression': {
      const callee = node.callee as Node;
      const isImport =
        callee.type === 'Import' || (callee.type === 'Identifier' && callee.value === 'require') || isResolve(callee);
      return isImport ? literal((node.arguments as { expression: unknown }[])[0]?.expression) : undefined;
    }
    default:
      return undefined;
  }
}

// `import.meta.resolve`: the path of what is then run instead of imported.
function isResolve(callee: Node): boolean {
  if (callee.type !== 'MemberExpression') return false;
  return (callee.object as Node).type === 'MetaProperty' && (callee.property as Node).value === 'resolve';
}

function memberOf(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const object = node.object as Node;
  const property = node.property as Node;
  if (object.type !== 'Identifier') return undefined;
  const name = property.type === 'Computed' ? literal(property.expression) : property.value;
  return name === undefined ? undefined : `${String(object.value)}.${String(name)}`;
}

function kindOf(node: Node): string {
  if (node.type === 'ExportAllDeclaration') return 'export-all-from';
  return node.type === 'ExportNamedDeclaration' && node.source ? 'export-from' : node.type;
}

function exportsOf(node: Node): string[] {
  if (node.type !== 'ExportNamedDeclaration') return [];
  const specifiers = node.specifiers as { orig?: Node; exported?: Node | null }[];
  return specifiers.flatMap(({ orig, exported }) => String((exported ?? orig)?.value ?? []));
}

function literal(value: unknown): string | undefined {
  const node = value as Node | null | undefined;
  return node?.type === 'StringLiteral' ? String(node.value) : undefined;
}
