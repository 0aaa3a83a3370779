// A payload together with the schema it was made by, and the edits that change both at once, so that a caller of another
// version is as consistent as a real one.

import type { JsonSchema } from '../src/index.ts';
import type { Payload } from './sample.ts';

type Json = Record<string, unknown>;

export class Version {
  readonly schema: Json;
  payload: unknown;

  constructor(schema: JsonSchema, payload: Payload) {
    this.schema = structuredClone(schema) as Json;
    this.payload = structuredClone(payload);
  }

  /** Gives a field another name, at its place. */
  rename(path: string, name: string): void {
    const parents = path.split('.').slice(0, -1);
    const old = path.split('.').at(-1)!;
    for (const object of objectsAt(this.payload, parents)) renameKey(object, old, name);
    const schema = schemaAt(this.schema, parents);
    if (schema === undefined) return;
    renameKey(schema.properties as Json, old, name);
    if (Array.isArray(schema.required)) schema.required = schema.required.map((each) => (each === old ? name : each));
  }

  /** Changes a field's value, and what its schema says. */
  change(path: string, value: (old: unknown) => unknown, schema: (old: Json) => Json): void {
    const parents = path.split('.').slice(0, -1);
    const name = path.split('.').at(-1)!;
    for (const object of objectsAt(this.payload, parents)) if (name in object) object[name] = value(object[name]);
    const properties = schemaAt(this.schema, parents)?.properties as Json | undefined;
    if (properties?.[name] !== undefined) properties[name] = schema(properties[name] as Json);
  }

  remove(path: string): void {
    const parents = path.split('.').slice(0, -1);
    const name = path.split('.').at(-1)!;
    for (const object of objectsAt(this.payload, parents)) delete object[name];
    const schema = schemaAt(this.schema, parents);
    if (schema === undefined) return;
    delete (schema.properties as Json)[name];
    schema.required = (schema.required as string[]).filter((each) => each !== name);
  }

  /** Adds a field at the top. */
  add(name: string, value: unknown, schema: Json): void {
    (this.payload as Json)[name] = value;
    (this.schema.properties as Json)[name] = schema;
  }

  /** The value at a path of plain names. */
  at(path: string): unknown {
    return path.split('.').reduce<unknown>((value, key) => (value as Json | undefined)?.[key], this.payload);
  }
}

/** The paths of all fields of a schema, `*` for the items of a list, inner objects themselves left out. */
export function pathsOf(schema: JsonSchema, prefix = ''): { path: string; schema: Json }[] {
  return Object.entries((schema.properties ?? {}) as Record<string, Json>).flatMap(([name, each]) => {
    const path = `${prefix}${name}`;
    if (each.type === 'object') return pathsOf(each, `${path}.`);
    const items = each.items as Json | undefined;
    if (items?.type === 'object') return [{ path, schema: each }, ...pathsOf(items, `${path}.*.`)];
    return [{ path, schema: each }];
  });
}

function objectsAt(value: unknown, path: readonly string[]): Json[] {
  const [key, ...rest] = path;
  if (key === undefined) return typeof value === 'object' && value !== null ? [value as Json] : [];
  if (key === '*') return ((value ?? []) as unknown[]).flatMap((item) => objectsAt(item, rest));
  return objectsAt((value as Json | undefined)?.[key], rest);
}

function schemaAt(schema: Json, path: readonly string[]): Json | undefined {
  let at: Json | undefined = schema;
  for (const key of path)
    at = (key === '*' ? at?.items : (at?.properties as Json | undefined)?.[key]) as Json | undefined;
  return at;
}

/** Keeps the order of the keys. */
function renameKey(object: Json, old: string, name: string): void {
  const entries = Object.entries(object);
  for (const key of Object.keys(object)) delete object[key];
  for (const [key, value] of entries) object[key === old ? name : key] = value;
}
