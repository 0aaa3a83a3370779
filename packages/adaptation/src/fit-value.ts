// One value into one field, whatever kind it is: texts that hold JSON are opened, single envelopes and lists of one are
// taken off or put on, alternatives are tried, and what is left is a scalar, a list or an object.

import { shown } from './convert/converted.ts';
import { convertScalar } from './convert/scalar.ts';
import { isEnvelope } from './fields.ts';
import { fitMoneyObject } from './fit-money.ts';
import { fitObject } from './fit-object.ts';
import { ask, attempt, type Fitting, noteStep, type Place, takeOver } from './fitting.ts';
import { moneyKeysOf, moneyText, moneyTextForm, readMoney } from './money-fields.ts';
import { isObject } from './paths.ts';
import { questionAgainst } from './questions.ts';
import type { Shape } from './shape.ts';

type Fitted = { readonly value: unknown } | undefined;

export function fitValue(value: unknown, shape: Shape, place: Place, fitting: Fitting): Fitted {
  if (value === null && shape.nullable) return { value };
  switch (shape.kind) {
    case 'any':
      return { value };
    case 'object':
      return intoObject(value, shape, place, fitting);
    case 'array':
      return intoArray(value, shape, place, fitting);
    case 'union':
      return intoUnion(value, shape, place, fitting);
    default:
      return intoScalar(value, shape, place, fitting);
  }
}

function intoObject(value: unknown, shape: Shape, place: Place, fitting: Fitting): Fitted {
  if (isObject(value)) {
    const inside = unwrapped(value, shape, place, fitting);
    if (inside !== undefined) return intoObject(inside.value, shape, inside.place, fitting);
    return fitObject(value, shape, place, fitting);
  }
  const parsed = parsedJson(value, isObject);
  if (parsed !== undefined) {
    noteStep(fitting, 'json', place, 'a text of JSON read as an object');
    return intoObject(parsed, shape, place, fitting);
  }
  if (Array.isArray(value) && value.length === 1) {
    noteStep(fitting, 'unwrapped', place, 'the one item of a list taken out');
    return fitValue(value[0], shape, { ...place, from: [...place.from, '0'] }, fitting);
  }
  const money = moneyKeysOf(shape) === undefined ? undefined : readMoney(value);
  if (money !== undefined) return fitMoneyObject(value, money, shape, place, fitting);
  return refuse(value, shape, place, fitting);
}

/** The inside of an object with one key that the target does not know. */
function unwrapped(
  value: Readonly<Record<string, unknown>>,
  shape: Shape,
  place: Place,
  fitting: Fitting,
): { value: unknown; place: Place } | undefined {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0 || shape.properties.has(key) || shape.properties.size === 0)
    return undefined;
  if (!isEnvelope(key)) return undefined;
  const inner = value[key];
  if (!isObject(inner) && !Array.isArray(inner) && parsedJson(inner, isObject) === undefined) return undefined;
  noteStep(fitting, 'unwrapped', { from: [...place.from, key], to: place.to }, `taken out of "${key}"`);
  return {
    value: inner,
    place: { ...place, from: [...place.from, key], sourceShape: place.sourceShape?.properties.get(key) },
  };
}

function intoArray(value: unknown, shape: Shape, place: Place, fitting: Fitting): Fitted {
  const { items } = shape;
  if (Array.isArray(value)) {
    if (items === undefined) return { value };
    const made: unknown[] = [];
    for (const [i, item] of value.entries()) {
      const key = String(i);
      const fitted = fitting.fit(
        item,
        items,
        { ...place, from: [...place.from, key], to: [...place.to, key], sourceShape: place.sourceShape?.items },
        fitting,
      );
      // A list with a hole would be another list.
      if (fitted === undefined) return undefined;
      made.push(fitted.value);
    }
    return { value: made };
  }
  const parsed = parsedJson(value, Array.isArray);
  if (parsed !== undefined) {
    noteStep(fitting, 'json', place, 'a text of JSON read as a list');
    return intoArray(parsed, shape, place, fitting);
  }
  if (isObject(value)) {
    const inside = unwrappedList(value);
    if (inside !== undefined) {
      noteStep(fitting, 'unwrapped', { from: [...place.from, inside], to: place.to }, `taken out of "${inside}"`);
      return intoArray(
        value[inside],
        shape,
        { ...place, from: [...place.from, inside], sourceShape: place.sourceShape?.properties.get(inside) },
        fitting,
      );
    }
  }
  if (value === null || value === '' || items === undefined) return refuse(value, shape, place, fitting);
  const alone = attempt(fitting);
  const fitted = fitting.fit(value, items, { ...place, to: [...place.to, '0'] }, alone);
  if (fitted === undefined || alone.missing.length > 0) return refuse(value, shape, place, fitting);
  noteStep(fitting, 'wrapped', place, 'put into a list of one');
  takeOver(fitting, alone);
  return { value: [fitted.value] };
}

function unwrappedList(value: Readonly<Record<string, unknown>>): string | undefined {
  const [key, ...others] = Object.keys(value);
  return key !== undefined && others.length === 0 && Array.isArray(value[key]) ? key : undefined;
}

/** The one alternative that takes the value: as it is, or after changes; two that would are a question. */
function intoUnion(value: unknown, shape: Shape, place: Place, fitting: Fitting): Fitted {
  if (fitting.target.accepts(shape, value) && !isObject(value)) return { value };
  const done: { readonly fitting: Fitting; readonly value: unknown }[] = [];
  for (const branch of shape.branches) {
    const own = attempt(fitting);
    const fitted = fitting.fit(value, branch, place, own);
    if (fitted === undefined || own.missing.length > 0 || !fitting.target.accepts(branch, fitted.value)) continue;
    done.push({ fitting: own, value: fitted.value });
  }
  const complete = done.filter(({ fitting: own }) =>
    own.steps.every(({ kind }) => kind !== 'left-out' && kind !== 'default'),
  );
  const untouched = complete.filter(({ fitting: own }) => own.steps.length === 0);
  const chosen = untouched.length > 0 ? untouched : complete.length > 0 ? complete : done;
  const texts = new Set(chosen.map((each) => JSON.stringify(each.value)));
  if (texts.size !== 1) return refuse(value, shape, place, fitting);
  takeOver(fitting, chosen[0]!.fitting);
  return { value: chosen[0]!.value };
}

function intoScalar(value: unknown, shape: Shape, place: Place, fitting: Fitting): Fitted {
  if (Array.isArray(value)) {
    if (value.length !== 1) return refuse(value, shape, place, fitting);
    noteStep(fitting, 'unwrapped', place, 'the one item of a list taken out');
    return intoScalar(value[0], shape, { ...place, from: [...place.from, '0'] }, fitting);
  }
  if (isObject(value)) {
    const [key, ...others] = Object.keys(value);
    if (key !== undefined && others.length === 0 && isEnvelope(key)) {
      noteStep(fitting, 'unwrapped', { from: [...place.from, key], to: place.to }, `taken out of "${key}"`);
      return intoScalar(value[key], shape, { ...place, from: [...place.from, key] }, fitting);
    }
    const money = shape.kind === 'string' ? readMoney(value) : undefined;
    const text = money === undefined ? undefined : moneyText(money, moneyTextForm(shape));
    if (money?.currencies.length === 1 && fitting.target.accepts(shape, text)) {
      noteStep(fitting, 'money', place, `${shown(value)} read as ${text}`);
      return { value: text };
    }
    return refuse(value, shape, place, fitting);
  }
  const { sourceUnit, unitInDoubt } = place;
  const converted = convertScalar(value, { target: fitting.target, shape, sourceUnit, unitInDoubt });
  if (converted.ok) {
    if (converted.did !== undefined) noteStep(fitting, converted.did.kind, place, converted.did.note);
    return { value: converted.value };
  }
  ask(
    fitting,
    place.to,
    converted.question ?? questionAgainst(place.to.at(-1) ?? 'input', shape, shown(value)),
    converted.candidates,
  );
  return undefined;
}

function refuse(value: unknown, shape: Shape, place: Place, fitting: Fitting): undefined {
  ask(fitting, place.to, questionAgainst(place.to.at(-1) ?? 'input', shape, shown(value)));
  return undefined;
}

function parsedJson<T>(value: unknown, is: (parsed: unknown) => parsed is T): T | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return is(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
