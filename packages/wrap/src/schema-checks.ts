// Rules of JSON Schema that zod has no word for, for the `refine` and the `check` of a schema.

import { fullFormats } from 'ajv-formats/dist/formats.js';
import { z } from 'zod';

/** `uniqueItems` (JSON Schema 2020-12, 6.4.3): no two elements are equal, whatever the order of an object's keys. */
export function distinct(values: readonly unknown[]): boolean {
  return new Set(values.map(canonical)).size === values.length;
}

/** `minProperties` and `maxProperties` (6.5.1, 6.5.2), as a check of an object. */
export function keyCount(min: number, max = Number.POSITIVE_INFINITY): (value: object) => boolean {
  return (value) => {
    const count = Object.keys(value).length;
    return count >= min && count <= max;
  };
}

/** Formats of a text that are more than a name (JSON Schema 2020-12, validation, 7.3; OpenAPI's `byte`). */
const formatNames = [
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
] as const;
export type FormatName = (typeof formatNames)[number];

export function isFormatName(name: string): name is FormatName {
  return (formatNames as readonly string[]).includes(name);
}

/** `format`, held as ajv holds it; the schema's JSON names it too. */
export function format(name: FormatName): z.core.$ZodCheck<string> {
  const check = z.check<string>(({ value, issues }) => {
    if (!isOfFormat(name, value)) issues.push({ code: 'invalid_format', format: name, input: value });
  });
  check._zod.onattach.push(({ _zod: { bag } }) => {
    bag.format = name;
  });
  return check;
}

function isOfFormat(name: FormatName, value: string): boolean {
  const rule = fullFormats[name];
  if (rule instanceof RegExp) return rule.test(value);
  if (typeof rule === 'function') return rule(value);
  const { validate } = rule as { validate: RegExp | ((value: string) => boolean) };
  return validate instanceof RegExp ? validate.test(value) : validate(value);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
