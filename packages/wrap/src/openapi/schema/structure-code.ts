// Objects and arrays as zod code.

import { isObject, type JsonObject } from '../document/parse-document.ts';
import { within } from '../wrap-error.ts';
import { dereferenced } from './flat-schema.ts';
import { keepShort } from './keep-short.ts';
import { objectCode, valueCode } from './literal-code.ts';
import { deeper, type Writing } from './writing.ts';

/** A field of an object, and the code of its schema. */
export interface Field {
  readonly name: string;
  readonly code: string;
  readonly isRequired: boolean;
}

export function objectSchemaCode(schema: JsonObject, writing: Writing): string {
  const { additionalProperties: additional } = schema;
  const fields = fieldsOf(propertiesOf(schema, writing), writing);
  const isOpen = additional === undefined || additional === true || isEmpty(additional);
  const properties = fieldsCode(fields);
  const rest = () => within('additionalProperties', () => partCode(additional, 'value', writing));
  const code = isOpen
    ? `z.looseObject(${properties})`
    : additional === false
      ? `z.strictObject(${properties})`
      : fields.length === 0
        ? `z.record(z.string(), ${rest()})`
        : `z.object(${properties}).catchall(${rest()})`;
  return code + sizeCode(schema, writing);
}

/** The object's literal of fields. */
export function fieldsCode(fields: readonly Field[]): string {
  return objectCode(fields.map(({ name, code, isRequired }) => [name, isRequired ? code : `${code}.optional()`]));
}

/** A property in one direction, before anything is written. */
export interface Property {
  readonly name: string;
  readonly schema: unknown;
  readonly isRequired: boolean;
}

/**
 * The properties in this direction: what is `readOnly` is not asked of a caller (OAS 3.1.1, 4.8.24.4), and what is
 * `writeOnly` is not expected of a service.
 */
export function propertiesOf(schema: JsonObject, { dialect, direction }: Writing): Property[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const named = Object.entries(properties).flatMap(([name, each]): Property[] => {
    const { readOnly, writeOnly } = within(name, () => dereferenced(each, dialect));
    if (readOnly === true && direction === 'input') return [];
    const isRequired = required.includes(name) && !(writeOnly === true && direction === 'output');
    return [{ name, schema: each, isRequired }];
  });
  const unnamed = [...new Set(required)].filter((name) => !Object.hasOwn(properties, name));
  return [...named, ...unnamed.map((name) => ({ name, schema: true, isRequired: true }))];
}

/** The properties, written. */
export function fieldsOf(properties: readonly Property[], writing: Writing): Field[] {
  const pieces = properties.map(({ name, schema }) => {
    const inner = deeper(writing, name);
    return { code: within(name, () => writing.code(schema, inner)), uses: inner.uses, label: inner.label };
  });
  const codes = keepShort(pieces, writing);
  return properties.map(({ name, isRequired }, index) => ({ name, isRequired, code: codes[index] ?? '' }));
}

function sizeCode({ minProperties, maxProperties }: JsonObject, { uses }: Writing): string {
  const bounds = [minProperties, maxProperties];
  if (bounds.every((bound) => bound === undefined)) return '';
  uses.add('keyCount');
  const max = maxProperties === undefined ? '' : `, ${maxProperties}`;
  const meta = valueCode({ minProperties, maxProperties });
  return `.refine(keyCount(${minProperties ?? 0}${max}), 'it has too few or too many properties').meta(${meta})`;
}

export function arraySchemaCode(schema: JsonObject, writing: Writing): string {
  const { minItems, maxItems, uniqueItems } = schema;
  const items = within('items', () => partCode(schema.items, '', writing));
  let code = `z.array(${items})`;
  if (typeof minItems === 'number' && minItems > 0) code += `.min(${minItems})`;
  if (typeof maxItems === 'number') code += `.max(${maxItems})`;
  if (uniqueItems !== true) return code;
  writing.uses.add('distinct');
  return `${code}.refine(distinct, 'two of its elements are equal').meta({ uniqueItems: true })`;
}

/** The only part there is, which stays where it is. */
function partCode(schema: unknown, step: string, writing: Writing): string {
  const inner = deeper(writing, step);
  const code = writing.code(schema, inner);
  for (const name of inner.uses) writing.uses.add(name);
  return code;
}

function isEmpty(schema: unknown): boolean {
  return isObject(schema) && Object.keys(schema).length === 0;
}
