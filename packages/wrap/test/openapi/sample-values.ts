// Values to try a schema with: some that should be right, made after the schema, and their mutations, of which many are wrong.

import type { SeededRandom } from '@parley/testkit';

type Json = Record<string, unknown>;

const depthMax = 6;

/** A value after the schema, right as often as not. */
export function sample(root: Json, given: unknown, random: SeededRandom, depth = 0): unknown {
  if (typeof given !== 'object' || given === null) return pick(random, [1, 'a', null]);
  const schema = given as Json;
  if (typeof schema.$ref === 'string') return sample(root, follow(root, schema.$ref), random, depth + 0.2);
  if (schema.example !== undefined && random.next() < 0.3) return schema.example;
  if (Array.isArray(schema.examples) && random.next() < 0.5) return pick(random, schema.examples);
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return pick(random, schema.enum);
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...rest } = schema;
    const parts = [...allOf, rest].map((each) => sample(root, each, random, depth + 0.2));
    return parts.every(isObject) ? Object.assign({}, ...parts) : pick(random, parts);
  }
  for (const options of [schema.oneOf, schema.anyOf]) {
    if (!Array.isArray(options)) continue;
    const { oneOf: _, anyOf: __, ...rest } = schema;
    const chosen = sample(root, pick(random, options), random, depth + 0.2);
    const own = rest.properties === undefined ? {} : sample(root, rest, random, depth + 0.2);
    return isObject(chosen) && isObject(own) ? { ...own, ...chosen } : chosen;
  }
  if (schema.nullable === true && random.next() < 0.2) return null;
  return ofType(root, schema, random, depth);
}

function ofType(root: Json, schema: Json, random: SeededRandom, depth: number): unknown {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const type = schema.type === undefined && schema.properties !== undefined ? 'object' : pick(random, types);
  const bound = (key: string, other: number) => (typeof schema[key] === 'number' ? (schema[key] as number) : other);
  if (type === 'string') return text(schema, random, bound('minLength', 0));
  if (type === 'integer' || type === 'number') {
    const low = bound('minimum', 0);
    const step = bound('multipleOf', type === 'integer' ? 1 : 0.5);
    return Math.ceil(low / step) * step + step * Math.floor(random.next() * 4);
  }
  if (type === 'boolean') return random.next() < 0.5;
  if (type === 'null') return null;
  if (type === 'array') {
    if (depth > depthMax) return [];
    const length = bound('minItems', 0) + Math.floor(random.next() * 3);
    return Array.from({ length }, () => sample(root, schema.items ?? {}, random, depth + 1));
  }
  if (type !== 'object') return pick(random, [1, 'a', null, {}, []]);
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = (schema.properties ?? {}) as Json;
  const wanted = Object.keys(properties).filter(
    (name) => required.includes(name) || (depth < depthMax && random.next() < 0.5),
  );
  const more = isObject(schema.additionalProperties)
    ? { more: sample(root, schema.additionalProperties, random, depth + 1) }
    : {};
  return {
    ...more,
    ...Object.fromEntries(wanted.map((name) => [name, sample(root, properties[name], random, depth + 1)])),
  };
}

const formatted: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2024-02-01T09:00:00Z', '2024-02-01T09:00:00.5+01:00', '2024-02-01 09:00', '2024-02-30T09:00:00Z'],
  date: ['2024-02-29', '2023-02-29'],
  uuid: ['3f3e3e11-c824-4d63-b37a-d8d698862f1d', '3f3e3e1'],
  email: ['a@b.example', 'a.b'],
  uri: ['https://a.example/x?y#z', 'no uri'],
};

function text(schema: Json, random: SeededRandom, lengthMin: number): string {
  const known = typeof schema.format === 'string' ? formatted[schema.format] : undefined;
  if (known !== undefined) return pick(random, known);
  const alphabet = ['a', 'B', '7', '-', ' ', 'é', '😀', '/'];
  const length = lengthMin + Math.floor(random.next() * 4);
  return Array.from({ length }, () => pick(random, alphabet)).join('');
}

/** The value with one thing in it changed, somewhere. */
export function mutated(value: unknown, random: SeededRandom): unknown {
  const isDeep = typeof value === 'object' && value !== null && Object.keys(value).length > 0 && random.next() < 0.7;
  if (!isDeep) return changed(value, random);
  const keys = Object.keys(value);
  const key = pick(random, keys) as keyof typeof value;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (!Array.isArray(value) && random.next() < 0.25) delete copy[key];
  else copy[key] = mutated(copy[key], random);
  return copy;
}

function changed(value: unknown, random: SeededRandom): unknown {
  const others: unknown[] = [null, true, '', 'other', 0, -1, 1.5, 1e6, [], {}, [1, 1], { a: 1 }];
  if (typeof value === 'string') others.push(`${value}x`, value.slice(1), `${value}😀`, value.repeat(9));
  if (typeof value === 'number') others.push(value + 1, value - 1, -value, value + 0.25);
  if (Array.isArray(value)) others.push([...value, ...value], value.slice(1), [...value, null]);
  if (isObject(value)) others.push({ ...value, unheard: 1 });
  return pick(random, others);
}

function follow(root: Json, ref: string): unknown {
  const keys = ref.split('/').slice(1);
  return keys.reduce<unknown>(
    (at, key) => (at as Json)[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')],
    root,
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pick<Value>(random: SeededRandom, values: readonly Value[]): Value {
  return values[Math.floor(random.next() * values.length)]!;
}
