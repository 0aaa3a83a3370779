// What a keyword's value has to be. A document may hold anything there, and what is written into code must be what it says.

import { isObject, type JsonObject } from '../document/parse-document.ts';
import { Unwrappable } from '../wrap-error.ts';

const isCount = (value: unknown) => Number.isInteger(value) && Number(value) >= 0;
const isNumber = (value: unknown) => Number.isFinite(value);
const isNumberOrFlag = (value: unknown) => isNumber(value) || typeof value === 'boolean';
const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isSchemas = (value: unknown) => Array.isArray(value) && value.length > 0;

const shapes: Readonly<Record<string, (value: unknown) => boolean>> = {
  type: (value) => isText(value) || isTexts(value),
  enum: Array.isArray,
  allOf: isSchemas,
  anyOf: isSchemas,
  oneOf: isSchemas,
  discriminator: isObject,
  properties: isObject,
  required: isTexts,
  minProperties: isCount,
  maxProperties: isCount,
  minItems: isCount,
  maxItems: isCount,
  uniqueItems: isFlag,
  pattern: isText,
  minLength: isCount,
  maxLength: isCount,
  format: isText,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumberOrFlag,
  exclusiveMaximum: isNumberOrFlag,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
};

/** @throws Unwrappable naming the keyword */
export function assertShapes(schema: JsonObject): void {
  for (const [keyword, isRight] of Object.entries(shapes)) {
    if (schema[keyword] === undefined || isRight(schema[keyword])) continue;
    const told = JSON.stringify(schema[keyword])?.slice(0, 80);
    throw new Unwrappable(`"${keyword}" cannot be ${told}: mend it in the document`);
  }
}
