// One value that is neither an object nor a list, into what a field takes. Every change is exact and undoable; what is
// not is refused, with a question where a person can settle it.

import type { Shape } from '../shape.ts';
import type { Target } from '../target.ts';
import { type Converted, readAs, refused } from './converted.ts';
import { asDate, asDateTime, asEpoch, epochUnit } from './dates.ts';
import { numberIn, written } from './decimals.ts';
import { inUnit, quantityIn, secondsIn } from './quantities.ts';

export interface Field {
  readonly target: Target;
  readonly shape: Shape;
  /** The unit the value is in, where its own name or schema says so. */
  readonly sourceUnit: string | undefined;
  /** Whether the value came under a name that says a unit, or into one, so that a bare number could change its meaning. */
  readonly unitInDoubt: boolean;
}

/** The value as the field takes it. */
export function convertScalar(value: unknown, field: Field): Converted {
  const { shape, target } = field;
  if (shape.kind === 'union') return byBranch(value, field);
  if (typeof value === 'number' && isNumeric(shape)) return checked(numberToNumber(value, field), field);
  if (target.accepts(shape, value)) return { ok: true, value };
  if (value === null || value === '') return refused;
  const listed = byListed(value, shape);
  if (listed !== undefined) return listed;
  return checked(byKind(value, field), field);
}

function byBranch(value: unknown, field: Field): Converted {
  if (field.target.accepts(field.shape, value)) return { ok: true, value };
  const tried = field.shape.branches.map((shape) => convertScalar(value, { ...field, shape }));
  const done = tried.filter((each) => each.ok);
  return done.length === 1 ? done[0]! : refused;
}

/** What has been converted must be what the field takes. */
function checked(converted: Converted, { target, shape }: Field): Converted {
  return converted.ok && !target.accepts(shape, converted.value) ? refused : converted;
}

/** A member of the enum or the constant, told by letters of another case. */
function byListed(value: unknown, { schema }: Shape): Converted | undefined {
  const listed = Array.isArray(schema.enum)
    ? (schema.enum as unknown[])
    : 'const' in schema
      ? [schema.const]
      : undefined;
  if (listed === undefined) return undefined;
  const text = typeof value === 'string' ? value.toLowerCase() : undefined;
  const same = listed.filter((each) => typeof each === 'string' && each.toLowerCase() === text);
  if (same.length === 1) return readAs('enum-case', value, same[0]);
  const numeric = typeof value === 'string' ? numberIn(value) : undefined;
  if (numeric !== undefined && listed.includes(numeric)) return readAs('number', value, numeric);
  const candidates = listed.filter((each) => typeof each === 'string').slice(0, 20);
  return { ok: false, ...(candidates.length > 0 ? { candidates } : {}) };
}

function byKind(value: unknown, field: Field): Converted {
  const { shape } = field;
  if (isNumeric(shape)) return typeof value === 'string' ? textToNumber(value, field) : refused;
  if (shape.kind === 'boolean') {
    const word = typeof value === 'string' ? value.toLowerCase() : undefined;
    return word === 'true' || word === 'false' ? readAs('boolean', value, word === 'true') : refused;
  }
  if (shape.kind !== 'string') return refused;
  if (shape.schema.format === 'date') return asDate(value);
  if (shape.schema.format === 'date-time') return asDateTime(value);
  if (typeof value === 'number') return isExact(value) ? readAs('text', value, written(value)) : refused;
  const quantity = typeof value === 'string' && shape.unit !== undefined ? textToNumber(value, field) : refused;
  return quantity.ok && typeof quantity.value === 'number' ? readAs('unit', value, written(quantity.value)) : refused;
}

function numberToNumber(value: number, { shape, sourceUnit, unitInDoubt }: Field): Converted {
  const { unit } = shape;
  if (unit !== undefined && sourceUnit !== undefined && unit !== sourceUnit) {
    const converted = inUnit(written(value), sourceUnit, unit);
    if (converted === undefined) return { ok: false, question: `What is ${value} ${sourceUnit} in ${unit}?` };
    return {
      ok: true,
      value: converted,
      did: { kind: 'unit', note: `${value} ${sourceUnit} is ${converted} ${unit}` },
    };
  }
  if (unitInDoubt && unit !== sourceUnit) {
    const known = unit ?? sourceUnit;
    return { ok: false, question: `Is ${value} in ${known}, or in another unit?` };
  }
  return { ok: true, value };
}

function textToNumber(text: string, field: Field): Converted {
  const { shape } = field;
  const plain = numberIn(text);
  const epoch = epochUnit(shape.description, shape.unit);
  if (epoch !== undefined && plain === undefined) return asEpoch(text, epoch);
  if (plain !== undefined) {
    const converted = numberToNumber(plain, field);
    return converted.ok && converted.did === undefined ? readAs('number', text, plain) : converted;
  }
  const seconds = secondsIn(text);
  const quantity = seconds === undefined ? quantityIn(text) : { amount: seconds, unit: 's' };
  if (quantity === undefined) return refused;
  if (shape.unit === undefined) return { ok: false, question: `Which number is "${text}", and in which unit?` };
  const number = inUnit(quantity.amount, quantity.unit, shape.unit);
  if (number === undefined) return { ok: false, question: `What is "${text}" in ${shape.unit}?` };
  return { ok: true, value: number, did: { kind: 'unit', note: `"${text}" is ${number} ${shape.unit}` } };
}

/** A number beyond what a float holds one by one may have been another one. */
function isExact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

function isNumeric({ kind }: Shape): boolean {
  return kind === 'number' || kind === 'integer';
}
