// One object into another: its values are paired with the target's fields, each is fitted, defaults are put in, and what is
// left of either side is told.

import { shown } from './convert/converted.ts';
import { convertScalar } from './convert/scalar.ts';
import { unitInName } from './convert/stated-unit.ts';
import { type SourceValue, sourceValues, type TargetField, targetFields } from './fields.ts';
import { fitAmount, fitCurrency } from './fit-money.ts';
import { ask, type Fitting, noteStep, type Place } from './fitting.ts';
import { Matching, type Pair } from './matching.ts';
import {
  joinMoney,
  moneyKeysOf,
  moneyText,
  moneyTextForm,
  readMoney,
  saysAmount,
  saysCurrency,
} from './money-fields.ts';
import { type Doubts, matchByMeaning } from './names/match-by-meaning.ts';
import { matchByName } from './names/match-by-name.ts';
import { define, isObject, type JsonObject, type Path, pathText, setAt, valueAt } from './paths.ts';
import { questionBetween } from './questions.ts';
import type { Shape } from './shape.ts';

export function fitObject(
  object: JsonObject,
  shape: Shape,
  place: Place,
  fitting: Fitting,
): { readonly value: unknown } {
  if (shape.properties.size === 0) return { value: object };
  const matching = new Matching(sourceValues(object, place.sourceShape), targetFields(shape));
  const fits = (source: SourceValue, target: TargetField): boolean => mayFit(source, target, fitting);
  matchByName(matching, fits);
  const doubts = matchByMeaning(matching, fitting.meanings, fitting.thresholds, fits);
  const made: JsonObject = {};
  const whole: Whole = { matching, made, place, fitting };
  const done = fillMoney(whole);
  for (const pair of matching.pairs) if (!done.has(pair.target)) fillPair(pair, whole);
  putDefaults(whole);
  tellRest(object, shape, doubts, done, whole);
  return { value: made };
}

interface Whole {
  readonly matching: Matching;
  readonly made: JsonObject;
  readonly place: Place;
  readonly fitting: Fitting;
}

function placeOf({ source, target }: Pair, { from, to }: Place): Place {
  const [ownName, theirName] = [source.path.at(-1)!, target.path.at(-1)!];
  const inName = unitInName(ownName)?.unit;
  return {
    from: [...from, ...source.path],
    to: [...to, ...target.path],
    sourceShape: source.shape,
    sourceUnit: inName ?? source.shape?.unit,
    // Under the same name a number without a word of its unit is in the field's own.
    unitInDoubt: ownName !== theirName && (inName !== undefined || unitInName(theirName) !== undefined),
  };
}

function fillPair(pair: Pair, { made, place, fitting }: Whole): void {
  const { source, target, kind, similarity } = pair;
  const own = placeOf(pair, place);
  if (kind !== undefined) {
    const moves = source.path.at(-1) === target.path.at(-1);
    noteStep(
      fitting,
      kind,
      own,
      moves
        ? `${pathText(source.path)} moved to ${pathText(target.path)}`
        : `${pathText(source.path)} is ${pathText(target.path)}`,
      similarity,
    );
  } else if (pathText(source.path) !== pathText(target.path)) {
    noteStep(fitting, 'moved', own, `${pathText(source.path)} moved to ${pathText(target.path)}`);
  }
  const fitted = fitting.fit(source.value, target.shape, own, fitting);
  if (fitted !== undefined) setAt(made, target.path, fitted.value);
}

/** Sums that are one value on one side and two on the other. Tells which fields are seen to. */
function fillMoney(whole: Whole): Set<TargetField> {
  const { matching, fitting, made, place } = whole;
  const done = new Set<TargetField>();
  for (const pair of matching.pairs) {
    const { source, target } = pair;
    const sibling = matching.targets.find(
      (each) => each !== target && !each.inner && besides(each.path, target.path) && saysCurrency(each.path.at(-1)!),
    );
    const own = placeOf(pair, place);
    const form = moneyTextForm(target.shape);
    if (form !== undefined && sibling === undefined && saysAmount(target.path.at(-1)!)) {
      const currency = matching
        .leftOver()
        .find((each) => besides(each.path, source.path) && saysCurrency(each.path.at(-1)!));
      const joined = currency === undefined ? undefined : joinMoney(source.value, currency.value);
      const text = joined?.currencies.length === 1 ? moneyText(joined, form) : undefined;
      if (text === undefined || !fitting.target.accepts(target.shape, text)) continue;
      noteStep(fitting, 'money', own, `${pathText(source.path)} and ${pathText(currency!.path)} read as ${text}`);
      matching.take(currency!);
      setAt(made, target.path, text);
      done.add(target);
      continue;
    }
    const money = sibling === undefined || target.inner ? undefined : readMoney(source.value);
    if (money === undefined || sibling === undefined) continue;
    const amount = fitAmount(money, target.shape, fitting);
    if (amount === undefined) continue;
    const currencyPair = matching.pairOf(sibling);
    done.add(target);
    setAt(made, target.path, amount.value);
    if (currencyPair === undefined) {
      const currency = fitCurrency(
        money,
        sibling.shape,
        source.value,
        { ...own, to: [...place.to, ...sibling.path] },
        fitting,
      );
      done.add(sibling);
      if (currency === undefined) continue;
      setAt(made, sibling.path, currency.value);
      noteStep(fitting, 'money', own, `${shown(source.value)} read as ${money.amount} ${money.currencies[0]}`);
    } else {
      const named = joinMoney(money.amount, currencyPair.source.value)?.currencies ?? [];
      if (!named.some((code) => money.currencies.includes(code))) {
        ask(
          fitting,
          [...place.to, ...sibling.path],
          `Is the currency ${money.currencies[0]} or ${shown(currencyPair.source.value)}?`,
        );
        done.add(sibling);
      } else noteStep(fitting, 'money', own, `${shown(source.value)} read as ${money.amount}`);
    }
  }
  return done;
}

function besides(a: Path, b: Path): boolean {
  return a.length === b.length && a.slice(0, -1).every((key, i) => key === b[i]);
}

/** What the schema itself gives for a field that it requires. */
function putDefaults({ matching, made, place, fitting }: Whole): void {
  for (const target of matching.targets) {
    const { schema } = target.shape;
    if (!target.required || target.inner || matching.pairOf(target) !== undefined) continue;
    const given = 'default' in schema ? schema.default : 'const' in schema ? schema.const : undefined;
    const parent = target.path.slice(0, -1);
    if (given === undefined || (parent.length > 0 && !isObject(valueAt(made, parent)))) continue;
    if (valueAt(made, target.path) !== undefined) continue;
    setAt(made, target.path, structuredClone(given));
    const to = [...place.to, ...target.path];
    fitting.steps.push({
      kind: 'default',
      to: pathText(to),
      note: `${pathText(target.path)} is ${shown(given)}, as its schema gives`,
    });
  }
}

/** Asks for what some value may have been meant for, and tells of the values that went nowhere. */
function tellRest(
  object: JsonObject,
  shape: Shape,
  doubts: Doubts,
  done: ReadonlySet<TargetField>,
  whole: Whole,
): void {
  const { matching, made, place, fitting } = whole;
  const asked = new Set<SourceValue>();
  for (const [target, sources] of doubts) {
    if (done.has(target) || matching.pairOf(target) !== undefined || valueAt(made, target.path) !== undefined) continue;
    const names = sources.map(({ path }) => pathText([...place.from, ...path]));
    ask(fitting, [...place.to, ...target.path], questionBetween(target.path.at(-1)!, target.shape, names), names);
    for (const source of sources) asked.add(source);
  }
  for (const source of matching.leftOver()) {
    if (asked.has(source)) continue;
    if (shape.open && source.path.length === 1 && !shape.properties.has(source.path[0]!)) {
      define(made, source.path[0]!, object[source.path[0]!]);
      continue;
    }
    const from = pathText([...place.from, ...source.path]);
    fitting.steps.push({
      kind: 'left-out',
      from,
      to: pathText(place.to),
      note: `${from} is left out: the target has no such field`,
    });
  }
}

/** Whether a value could go into a field, judged without going inside. */
function mayFit({ value, shape, path }: SourceValue, target: TargetField, { target: whole }: Fitting): boolean {
  const into = target.shape;
  if (value === null) return into.nullable || into.kind === 'any';
  if (into.kind === 'any') return true;
  if (into.kind === 'object')
    return (
      isObject(value) ||
      (typeof value === 'string' &&
        (/^\s*\{/.test(value) || (moneyKeysOf(into) !== undefined && readMoney(value) !== undefined)))
    );
  if (into.kind === 'array')
    return (
      Array.isArray(value) ||
      into.items === undefined ||
      mayFit({ value, shape, path } as SourceValue, { ...target, shape: into.items }, { target: whole } as Fitting)
    );
  if (into.kind === 'union')
    return (
      whole.accepts(into, value) ||
      into.branches.some((branch) =>
        mayFit({ value, shape, path } as SourceValue, { ...target, shape: branch }, { target: whole } as Fitting),
      )
    );
  if (Array.isArray(value))
    return (
      value.length === 1 &&
      mayFit({ value: value[0], shape, path } as SourceValue, target, { target: whole } as Fitting)
    );
  if (isObject(value)) return readMoney(value) !== undefined && into.kind !== 'boolean';
  if (typeof value === 'string' && readMoney(value) !== undefined && into.kind !== 'boolean') return true;
  const unit = unitInName(path.at(-1)!)?.unit ?? shape?.unit;
  const converted = convertScalar(value, { target: whole, shape: into, sourceUnit: unit, unitInDoubt: false });
  return converted.ok || converted.question !== undefined;
}
