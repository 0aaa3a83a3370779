// The other judge: the document's own schema under ajv. OpenAPI's dialect is rewritten here once more, by other code than the
// package's, so that a mistake there shows.

import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Json = Record<string, unknown>;

/** Those that the specifications name (JSON Schema 2020-12, validation, 7.3; OpenAPI's registry of formats). */
const heldFormats = [
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
  'regex',
  'json-pointer',
  'byte',
  'int32',
] as const;
type Direction = 'input' | 'output';

/** What the document says of values at a reference, in one direction. */
export function judge(root: Json, direction: Direction): (ref: string) => (value: unknown) => boolean {
  const is30 = String(root.openapi).startsWith('3.0');
  const options = {
    strict: false,
    validateSchema: false,
    validateFormats: direction === 'input',
    logger: false,
  } as const;
  const ajv = is30 ? new Ajv(options) : new Ajv2020(options);
  if (direction === 'input') addFormats.default(ajv, [...heldFormats]);
  ajv.addSchema(rewritten(root, is30, direction) as Json, 'doc');
  return (ref) => ajv.compile({ $ref: `doc${ref}` }) as (value: unknown) => boolean;
}

function rewritten(value: unknown, is30: boolean, direction: Direction): unknown {
  if (Array.isArray(value)) return value.map((each) => rewritten(each, is30, direction));
  if (typeof value !== 'object' || value === null) return value;
  const given = value as Json;
  if (is30 && typeof given.$ref === 'string') return { $ref: given.$ref };
  const entries = Object.entries(given).map(([key, each]) =>
    /^(example|examples|default|enum|const|mapping)$/.test(key) ? [key, each] : [key, rewritten(each, is30, direction)],
  );
  const result = Object.fromEntries(entries) as Json;
  directed(result, given, direction);
  typed(result);
  // A discriminator picks the alternative: one that fits is enough.
  if (Array.isArray(result.oneOf) && result.discriminator !== undefined) {
    result.anyOf = result.oneOf;
    delete result.oneOf;
  }
  if (result.exclusiveMinimum === true) Object.assign(result, { exclusiveMinimum: result.minimum });
  if (result.exclusiveMaximum === true) Object.assign(result, { exclusiveMaximum: result.maximum });
  if (result.nullable !== true) return result;
  const { nullable: _, type, ...rest } = result;
  if (typeof type === 'string') return { ...rest, type: [type, 'null'] };
  return type === undefined ? { anyOf: [rest, { type: 'null' }] } : result;
}

/** What is `readOnly` is nobody's to give, and what is `writeOnly` not expected of a service. */
function directed(result: Json, { properties, required }: Json, direction: Direction): void {
  if (typeof properties !== 'object' || properties === null) return;
  const marked = (mark: string) =>
    Object.entries(properties).flatMap(([name, each]) => (each?.[mark] === true ? [name] : []));
  const free = marked(direction === 'input' ? 'readOnly' : 'writeOnly');
  if (Array.isArray(required)) result.required = required.filter((name) => !free.includes(name));
  if (direction === 'input') for (const name of free) (result.properties as Json)[name] = true;
}

/** What speaks of properties is meant of an object. */
function typed(result: Json): void {
  const isSchemaOfObject = typeof result.properties === 'object' && !('type' in result) && !('in' in result);
  if (isSchemaOfObject && Object.values(result.properties as Json).every((each) => typeof each === 'object')) {
    result.type = 'object';
  }
}
