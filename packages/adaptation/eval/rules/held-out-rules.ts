// The rules that no threshold and no table was set by: they are seen by the test alone.

import { pathsOf } from '../version.ts';
import { mustAsk, type Rule, sameAsBefore, some } from './change.ts';

const distractors: readonly (readonly [string, unknown])[] = [
  ['favouriteColour', 'teal'],
  ['referrer', 'partner-site'],
  ['queuePosition', 17],
  ['printerModel', 'HX-200'],
  ['beta', true],
  ['warehouseShelf', 'C4'],
  ['mood', 'cheerful'],
  ['batch', 88],
];

const synonymTold: Rule = {
  name: 'synonym-with-schema',
  derive(sample, version, random) {
    const synonyms = Object.entries(sample.capability.synonyms);
    for (const [path, names] of some(synonyms, 3, random)) version.rename(path, random.pick(names));
    return synonyms.length === 0 ? undefined : sameAsBefore(sample, version, true);
  },
};

const synonymAlone: Rule = {
  name: 'one-synonym',
  derive(sample, version, random) {
    const synonyms = Object.entries(sample.capability.synonyms);
    if (synonyms.length === 0) return undefined;
    const [path, names] = random.pick(synonyms);
    version.rename(path, random.pick(names));
    return sameAsBefore(sample, version);
  },
};

const shortened: Rule = {
  name: 'letters-left-out',
  derive(sample, version, random) {
    const long = pathsOf(sample.capability.schema).filter(({ path }) => /^[a-z]{7,}$/.test(path.split('.').at(-1)!));
    if (long.length === 0) return undefined;
    const { path } = random.pick(long);
    const name = path.split('.').at(-1)!;
    const skeleton = name[0] + name.slice(1).replace(/[aeiou]/g, '');
    const start = /^.{3}[aeiou]*[^aeiou]/.exec(name)?.[0] ?? name.slice(0, 4);
    version.rename(path, random.next() < 0.5 ? skeleton : start);
    return sameAsBefore(sample, version);
  },
};

const flattened: Rule = {
  name: 'flattened',
  derive(sample, version, random) {
    const payload = version.payload as Record<string, unknown>;
    const inner = Object.keys(payload).filter((name) => isObject(payload[name]));
    if (inner.length === 0) return undefined;
    const style = random.integer(0, 3);
    const flat: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(payload)) {
      if (!inner.includes(name)) flat[name] = value;
      else for (const [key, part] of Object.entries(value as object)) flat[joined(name, key, style)] = part;
    }
    version.payload = flat;
    return sameAsBefore(sample, version);
  },
};

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joined(parent: string, key: string, style: number): string {
  return [`${parent}_${key}`, `${parent}${key[0]!.toUpperCase()}${key.slice(1)}`, `${parent}.${key}`, key][style]!;
}

const enveloped: Rule = {
  name: 'enveloped',
  derive(sample, version, random) {
    const { payload } = version;
    version.payload = random.pick([
      { data: payload },
      { request: payload },
      { input: JSON.stringify(payload) },
      [payload],
      JSON.stringify(payload),
      { result: [payload] },
    ]);
    return sameAsBefore(sample, version);
  },
};

const truthAsText: Rule = {
  name: 'truth-as-text',
  derive(sample, version, random) {
    const truths = pathsOf(sample.capability.schema).filter(({ schema }) => schema.type === 'boolean');
    const upper = random.next() < 0.5;
    for (const { path } of truths)
      version.change(
        path,
        (old) => (upper ? String(old).toUpperCase() : String(old)),
        () => ({ type: 'string' }),
      );
    return truths.length === 0 ? undefined : sameAsBefore(sample, version);
  },
};

const textAsNumber: Rule = {
  name: 'text-as-number',
  derive(sample, version) {
    const digits = Object.entries(sample.payload).filter(
      ([, value]) => typeof value === 'string' && /^[1-9]\d*$/.test(value),
    );
    for (const [name] of digits) version.change(name, Number, () => ({ type: 'number' }));
    const sums = (sample.capability.money ?? []).filter(
      (path) => typeof version.at(`${path}.amount`) === 'string' && !String(version.at(`${path}.amount`)).endsWith('0'),
    );
    for (const path of sums) version.change(`${path}.amount`, Number, () => ({ type: 'number' }));
    return digits.length + sums.length === 0 ? undefined : sameAsBefore(sample, version);
  },
};

const unitInName: Rule = {
  name: 'unit-in-name',
  derive(sample, version, random) {
    const units = Object.entries(sample.capability.units ?? {});
    if (units.length === 0) return undefined;
    const [path, [, other, times]] = random.pick(units);
    const value =
      Number(times) < 1
        ? Math.round((version.at(path) as number) / Number(times))
        : (version.at(path) as number) / Number(times);
    if (String(value).length > 8) return undefined;
    const told = random.next() < 0.5;
    version.change(
      path,
      () => value,
      ({ description: _, ...old }) => (told ? { ...old, 'x-unit': other } : old),
    );
    if (!told)
      version.rename(
        path,
        random.pick([`${path}_${other.toLowerCase()}`, `${path}${other[0]!.toUpperCase()}${other.slice(1)}`]),
      );
    return sameAsBefore(sample, version, told);
  },
};

const loneDollar: Rule = {
  name: 'lone-dollar',
  derive(sample, version, random) {
    const { money = [] } = sample.capability;
    if (money.length === 0) return undefined;
    version.change(
      random.pick(money),
      (old) => `$${(old as { amount: unknown }).amount}`,
      () => ({ type: 'string' }),
    );
    return mustAsk(sample, version);
  },
};

const moneyOtherwise: Rule = {
  name: 'money-otherwise',
  derive(sample, version, random) {
    const { money = [] } = sample.capability;
    if (money.length === 0) return undefined;
    const form = random.integer(0, 2);
    version.change(
      random.pick(money),
      (old) => {
        const { amount, currency } = old as { amount: string; currency: string };
        return [
          `${currency} ${amount}`,
          { value: Number(amount), ccy: currency.toLowerCase() },
          { amount: String(amount), currencyCode: currency },
        ][form];
      },
      () => ({}),
    );
    return sameAsBefore(sample, version);
  },
};

const otherClock: Rule = {
  name: 'other-clock',
  derive(sample, version, random) {
    const times = pathsOf(sample.capability.schema).filter(({ schema }) => schema.format === 'date-time');
    const form = random.integer(0, 3);
    for (const { path } of times) {
      version.change(
        path,
        (old) => {
          const ms = Date.parse(String(old));
          const shifted = new Date(ms + 7_200_000).toISOString().slice(0, 19);
          return [ms, ms / 1000, String(old).replace('T', ' '), `${shifted}+0200`][form];
        },
        ({ format: _, ...old }) => old,
      );
    }
    return times.length === 0 ? undefined : sameAsBefore(sample, version);
  },
};

const dayFirst: Rule = {
  name: 'digits-of-a-date',
  derive(sample, version, random) {
    const dates = pathsOf(sample.capability.schema).filter(({ schema }) => schema.format === 'date');
    if (dates.length === 0) return undefined;
    const british = random.next() < 0.5;
    // Every second time the day could be a month as well.
    const doubtful = random.next() < 0.5;
    const { path } = random.pick(dates);
    version.change(
      path,
      (old) => {
        const [year, month, day] = String(old).split('-') as [string, string, string];
        const shown = doubtful ? (month === '04' ? '05' : '04') : day;
        return british ? `${shown}/${month}/${year}` : `${month}/${shown}/${year}`;
      },
      ({ format: _, ...old }) => old,
    );
    const clear = !doubtful && Number(String((sample.payload[path] as string).split('-')[2])) > 12;
    return clear ? sameAsBefore(sample, version) : mustAsk(sample, version);
  },
};

const otherCase: Rule = {
  name: 'enum-case',
  derive(sample, version, random) {
    const listed = pathsOf(sample.capability.schema).filter(({ schema }) => Array.isArray(schema.enum));
    const capital = random.next() < 0.5;
    for (const { path } of listed) {
      version.change(
        path,
        (old) => {
          const text = String(old);
          if (text === text.toUpperCase()) return text.toLowerCase();
          return capital ? text[0]!.toUpperCase() + text.slice(1) : text.toUpperCase();
        },
        ({ enum: _, ...old }) => old,
      );
    }
    return listed.length === 0 ? undefined : sameAsBefore(sample, version);
  },
};

const gainedRequired: Rule = {
  name: 'gained-required',
  derive(sample, version, random) {
    const [name, schema] = random.pick([
      ['customerNumber', { type: 'string', description: 'Number the customer is known by' }],
      ['department', { type: 'string' }],
      ['approvedBy', { type: 'string', description: 'Who allowed it' }],
      ['insured', { type: 'boolean' }],
      ['floor', { type: 'integer', description: 'On which floor' }],
    ] as const);
    const { properties, required } = sample.capability.schema as { properties: object; required: string[] };
    const target = {
      ...sample.capability.schema,
      properties: { ...properties, [name]: schema },
      required: [...required, name],
    };
    for (const [extra, value] of some(distractors, 3, random)) version.add(extra, value, { type: typeof value });
    return { payload: version.payload, target, due: { type: 'question' } };
  },
};

const swapped: Rule = {
  name: 'swapped-pair',
  derive(sample, version) {
    const [pair] = sample.capability.pairs ?? [];
    if (pair === undefined) return undefined;
    const [one, other, one2, other2] = pair;
    version.rename(one, one2);
    version.rename(other, other2);
    version.payload = Object.fromEntries(Object.entries(version.payload as object).reverse());
    return {
      payload: version.payload,
      target: sample.capability.schema,
      due: { type: 'value-or-question', value: sample.payload },
    };
  },
};

const manyAtOnce: Rule = {
  name: 'many-at-once',
  derive(sample, version, random) {
    for (const rule of [truthAsText, otherCase, synonymAlone]) rule.derive(sample, version, random);
    for (const [name, value] of some(distractors, 2, random)) version.add(name, value, { type: typeof value });
    version.payload = { request: version.payload };
    return sameAsBefore(sample, version);
  },
};

export const heldOutRules: readonly Rule[] = [
  synonymTold,
  synonymAlone,
  shortened,
  flattened,
  enveloped,
  truthAsText,
  textAsNumber,
  unitInName,
  loneDollar,
  moneyOtherwise,
  otherClock,
  dayFirst,
  otherCase,
  gainedRequired,
  swapped,
  manyAtOnce,
];
