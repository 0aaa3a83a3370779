// A JSON Schema as the adapter sees it: references resolved, `allOf` joined, null set apart, and each field with what it
// says of itself. What it does not know (conditions, negations, recursion) stays `any`, and is left to the validator.

import { statedUnit } from './convert/stated-unit.ts';
import type { JsonSchema } from './outcome.ts';
import { isObject } from './paths.ts';

type ShapeKind = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'any' | 'union';

export interface Shape {
  readonly kind: ShapeKind;
  /** References resolved at this level. */
  readonly schema: JsonSchema;
  readonly description: string;
  /** Other names the schema declares for the field (`x-aliases`). */
  readonly aliases: readonly string[];
  readonly unit: string | undefined;
  readonly properties: ReadonlyMap<string, Shape>;
  readonly required: ReadonlySet<string>;
  /** Whether it expressly takes names it does not list. */
  readonly open: boolean;
  readonly items: Shape | undefined;
  readonly branches: readonly Shape[];
  readonly nullable: boolean;
}

const depthMax = 16;
const branchesMax = 8;

/** Never throws: what cannot be read is `any`. */
export function readShape(root: JsonSchema): Shape {
  return read(root, '', { root, refs: [], depth: 0 });
}

interface Reading {
  readonly root: JsonSchema;
  /** References on the way here, so that a schema that contains itself ends. */
  readonly refs: readonly string[];
  readonly depth: number;
}

function read(given: unknown, name: string, reading: Reading): Shape {
  const resolved = resolve(given, reading);
  if (resolved === undefined || reading.depth > depthMax) return leaf('any', isObject(given) ? given : {}, name);
  const { schema, refs } = resolved;
  const deeper = { root: reading.root, refs, depth: reading.depth + 1 };
  const types = typesOf(schema);
  const given2 = branchSchemas(schema).map((branch) => withOuter(schema, branch));
  const branches = given2.map((branch) => read(branch, name, deeper));
  const real = branches.filter(({ kind }) => kind !== 'null');
  const nullable = types.includes('null') || branches.length > real.length || schema.nullable === true;
  if (real.length === 1) return { ...real[0]!, nullable };
  if (real.length > 1) return { ...leaf('union', schema, name), branches: real.slice(0, branchesMax), nullable };
  const bare = types.filter((type) => type !== 'null');
  if (bare.length > 1) {
    const each = bare.map((type) => read({ ...schema, type }, name, deeper));
    return { ...leaf('union', schema, name), branches: each, nullable };
  }
  const kind = (bare[0] ?? guessKind(schema)) as ShapeKind;
  const own = { ...leaf(kind, schema, name), nullable };
  if (kind === 'object') return { ...own, ...readObject(schema, deeper) };
  if (kind === 'array')
    return { ...own, items: schema.items === undefined ? undefined : read(schema.items, name, deeper) };
  return own;
}

function readObject(schema: JsonSchema, reading: Reading): Pick<Shape, 'properties' | 'required' | 'open'> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const additional = schema.additionalProperties;
  const hasPatterns = isObject(schema.patternProperties);
  return {
    properties: new Map(Object.entries(properties).map(([name, each]) => [name, read(each, name, reading)])),
    required: new Set(Array.isArray(schema.required) ? schema.required.filter((each) => typeof each === 'string') : []),
    open: additional === true || isObject(additional) || hasPatterns || Object.keys(properties).length === 0,
  };
}

function leaf(kind: ShapeKind, schema: JsonSchema, name: string): Shape {
  const description = [schema.title, schema.description].filter((each) => typeof each === 'string').join('. ');
  const aliases = schema['x-aliases'];
  return {
    kind,
    schema,
    description,
    aliases: Array.isArray(aliases) ? aliases.filter((each) => typeof each === 'string') : [],
    unit: statedUnit(name, schema),
    properties: new Map(),
    required: new Set(),
    open: true,
    items: undefined,
    branches: [],
    nullable: false,
  };
}

function resolve(given: unknown, reading: Reading): { schema: JsonSchema; refs: readonly string[] } | undefined {
  if (!isObject(given)) return undefined;
  let schema: JsonSchema = given;
  let refs = reading.refs;
  while (typeof schema.$ref === 'string') {
    if (refs.includes(schema.$ref)) return undefined;
    const target = pointed(reading.root, schema.$ref);
    if (!isObject(target)) return undefined;
    refs = [...refs, schema.$ref];
    const { $ref: _, ...beside } = schema;
    schema = { ...target, ...beside };
  }
  if (!Array.isArray(schema.allOf)) return { schema, refs };
  const { allOf, ...outer } = schema;
  let joined: JsonSchema = outer;
  for (const part of allOf as unknown[]) {
    const found = resolve(part, { ...reading, refs, depth: reading.depth + 1 });
    if (found === undefined || reading.depth > depthMax) return undefined;
    joined = join(joined, found.schema);
    refs = found.refs;
  }
  return { schema: joined, refs };
}

function join(a: JsonSchema, b: JsonSchema): JsonSchema {
  const properties = {
    ...(isObject(a.properties) ? a.properties : {}),
    ...(isObject(b.properties) ? b.properties : {}),
  };
  const required = [a.required, b.required].flatMap((each) => (Array.isArray(each) ? each : []));
  const both: Record<string, unknown> = { ...b, ...a };
  if (Object.keys(properties).length > 0) both.properties = properties;
  if (required.length > 0) both.required = required;
  return both;
}

function pointed(root: JsonSchema, ref: string): unknown {
  if (!ref.startsWith('#')) return undefined;
  let at: unknown = root;
  for (const part of ref.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

function branchSchemas(schema: JsonSchema): readonly JsonSchema[] {
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) ? branches.filter(isObject) : [];
}

/** A branch with what stands beside `anyOf`: the description above all. */
function withOuter(schema: JsonSchema, branch: JsonSchema): JsonSchema {
  const { anyOf: _, oneOf: __, ...outer } = schema;
  return typeof branch.$ref === 'string' ? { ...outer, ...branch } : join(branch, outer);
}

function typesOf(schema: JsonSchema): string[] {
  const { type } = schema;
  return Array.isArray(type) ? type.filter((each) => typeof each === 'string') : typeof type === 'string' ? [type] : [];
}

function guessKind(schema: JsonSchema): ShapeKind {
  if (isObject(schema.properties)) return 'object';
  const listed = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : [];
  const kinds = new Set(listed.map((each) => typeof each));
  const [only] = kinds;
  return kinds.size === 1 && (only === 'string' || only === 'number' || only === 'boolean') ? only : 'any';
}
