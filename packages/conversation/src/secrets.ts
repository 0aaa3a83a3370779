// Secrets as a capability's JSON Schema names them: a property marked `writeOnly`, `format: "password"`, or `secret`
// (zod's `.meta({ secret: true })`). What is marked is replaced wherever the value has it: nested, in arrays, behind
// `$ref`, in either branch of a choice. Where branches disagree the value is secret. It knows nothing of the record.

type Schema = Readonly<Record<string, unknown>>;

/** What stands in a secret's place. */
export const secretMark = '[secret]';

/** A secret this short would be cut from words it has nothing to do with. */
const secretCharactersMin = 4;

export interface Redactor {
  /** Whether anything in the schema is marked. */
  readonly isNeeded: boolean;
  /** The names of marked properties, wherever they are. */
  readonly names: ReadonlySet<string>;
  /** The value with its secrets replaced; `found` is given each secret text. Never changes `value`. */
  redact(value: unknown, found?: (secret: string) => void): unknown;
}

const known = new WeakMap<object, Redactor>();

/** The redactor of one JSON Schema; kept as long as the schema is. */
export function redactorOf(schema: Schema): Redactor {
  let redactor = known.get(schema);
  if (redactor === undefined) {
    const names = new Set<string>();
    const isNeeded = collect(schema, names, new Set());
    redactor = {
      isNeeded,
      names,
      redact: (value, found = () => undefined) => (isNeeded ? redact([schema], schema, value, found, names) : value),
    };
    known.set(schema, redactor);
  }
  return redactor;
}

/** Every property of one of these names replaced, whatever the shape; for values without a schema of their own. */
export function redactNames(value: unknown, names: ReadonlySet<string>, found: (secret: string) => void): unknown {
  return mapped(value, (key, each) => {
    if (!names.has(key)) return redactNames(each, names, found);
    tellTexts(each, found);
    return secretMark;
  });
}

/** Every text within `value` without the secrets that stand in it. */
export function withoutSecrets(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (typeof value !== 'string') return mapped(value, (_, each) => withoutSecrets(each, secrets));
  let text = value;
  for (const secret of secrets) text = text.replaceAll(secret, secretMark);
  return text;
}

function redact(
  schemas: readonly Schema[],
  root: Schema,
  value: unknown,
  found: (secret: string) => void,
  names: ReadonlySet<string>,
): unknown {
  const all = flattened(schemas, root);
  if (all.some(isMarked)) {
    tellTexts(value, found);
    return secretMark;
  }
  if (all.length === 0) return redactNames(value, names, found);
  return mapped(value, (key, each, index) => {
    const below = all.flatMap((schema) => schemasAt(schema, key, index));
    return redact(below, root, each, found, names);
  });
}

/** The schemas and all that they refer to or are composed of, without descending into a value. */
function flattened(schemas: readonly Schema[], root: Schema): Schema[] {
  const all = new Set<Schema>();
  const add = (schema: unknown): void => {
    if (!isObject(schema) || all.has(schema)) return;
    all.add(schema);
    for (const word of ['allOf', 'anyOf', 'oneOf']) if (Array.isArray(schema[word])) schema[word].forEach(add);
    for (const word of ['if', 'then', 'else', 'not']) add(schema[word]);
    if (typeof schema.$ref === 'string') add(resolve(schema.$ref, root));
  };
  schemas.forEach(add);
  return [...all];
}

function schemasAt(schema: Schema, key: string, index: number | undefined): Schema[] {
  if (index !== undefined) {
    const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
    return [index < prefix.length ? prefix[index] : schema.items, schema.contains].filter(isObject);
  }
  const { properties, patternProperties, additionalProperties } = schema;
  const found: unknown[] = [];
  if (isObject(properties) && Object.hasOwn(properties, key)) found.push(properties[key]);
  if (isObject(patternProperties)) {
    for (const [pattern, each] of Object.entries(patternProperties)) if (matches(pattern, key)) found.push(each);
  }
  if (found.length === 0) found.push(additionalProperties);
  return found.filter(isObject);
}

function collect(schema: unknown, names: Set<string>, seen: Set<object>): boolean {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return false;
  seen.add(schema);
  let marked = isObject(schema) && isMarked(schema);
  for (const [word, each] of Object.entries(schema)) {
    if (collect(each, names, seen)) marked = true;
    if (word !== 'properties' || !isObject(each)) continue;
    for (const [name, property] of Object.entries(each)) if (isObject(property) && isMarked(property)) names.add(name);
  }
  return marked;
}

function isMarked(schema: Schema): boolean {
  return schema.writeOnly === true || schema.format === 'password' || schema.secret === true;
}

function resolve(reference: string, root: Schema): unknown {
  if (!reference.startsWith('#')) return undefined;
  let at: unknown = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Schema)[key];
  }
  return at;
}

function matches(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(key);
  } catch {
    // A pattern that cannot be read may mean any property.
    return true;
  }
}

function tellTexts(value: unknown, found: (secret: string) => void): void {
  if (typeof value === 'string' && value.length >= secretCharactersMin) found(value);
  if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) tellTexts(each, found);
}

function mapped(value: unknown, map: (key: string, each: unknown, index?: number) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each, index) => map('', each, index));
  if (!isObject(value)) return value;
  if (typeof value.toJSON === 'function') return mapped(value.toJSON(), map);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, map(key, each)]));
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
