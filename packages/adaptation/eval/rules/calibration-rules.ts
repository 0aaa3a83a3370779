// The rules that thresholds may be set by. None of them is among the held-out ones.

import type { SeededRandom } from '@parley/testkit';
import type { Sample } from '../sample.ts';
import { pathsOf, type Version } from '../version.ts';
import { mustAsk, type Rule, sameAsBefore, some } from './change.ts';

const months = 'January February March April May June July August September October November December'.split(' ');

/** What a caller of another version may send along that the target knows nothing of. */
const extras: readonly (readonly [string, unknown])[] = [
  ['sessionId', 's-55120'],
  ['loyaltyPoints', 320],
  ['browser', 'Firefox 131'],
  ['campaignCode', 'SPRING26'],
  ['retryCount', 2],
  ['createdBy', 'm.holm'],
  ['darkMode', true],
  ['companySize', 'mid'],
];

/** Another way of writing a name of several words. */
function restyled(name: string, style: number): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').split(' ');
  if (style === 0) return words.join('_').toLowerCase();
  if (style === 1) return words.join('-').toLowerCase();
  if (style === 2) return words.join('_').toUpperCase();
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

const caseStyle: Rule = {
  name: 'case-style',
  derive(sample, version, random) {
    const style = random.integer(0, 3);
    for (const { path } of pathsOf(sample.capability.schema).reverse())
      version.rename(path, restyled(path.split('.').at(-1)!, style));
    return sameAsBefore(sample, version);
  },
};

const usualShortForm: Rule = {
  name: 'usual-short-form',
  derive(sample, version, random) {
    const { short = {} } = sample.capability;
    const chosen = some(Object.entries(short), 2, random);
    for (const [path, name] of chosen) version.rename(path, name);
    return chosen.length === 0 ? undefined : sameAsBefore(sample, version);
  },
};

const synonym: Rule = {
  name: 'synonym',
  derive(sample, version, random) {
    const synonyms = Object.entries(sample.capability.synonyms);
    for (const [path, names] of some(synonyms, 2, random)) version.rename(path, random.pick(names));
    return synonyms.length === 0 ? undefined : sameAsBefore(sample, version);
  },
};

const nested: Rule = {
  name: 'nested',
  derive(sample, version, random) {
    const payload = version.payload as Record<string, unknown>;
    const moved = some(Object.keys(payload), 4, random);
    const parent = random.pick(['details', 'options', sample.capability.name.split('-')[1]!]);
    if (parent in payload) return undefined;
    const inside = Object.fromEntries(moved.map((name) => [name, payload[name]]));
    const rest = Object.fromEntries(Object.entries(payload).filter(([name]) => !moved.includes(name)));
    version.payload = { ...rest, [parent]: inside };
    return sameAsBefore(sample, version);
  },
};

const listOfOne: Rule = {
  name: 'list-of-one',
  derive(sample, version, random) {
    const fields = Object.keys(sample.payload).filter((name) => {
      const value = sample.payload[name];
      return Array.isArray(value) ? value.length === 1 : typeof value === 'string';
    });
    if (fields.length === 0) return undefined;
    for (const name of some(fields, 2, random)) {
      version.change(
        name,
        (old) => (Array.isArray(old) ? old[0] : [old]),
        (old) => (old.items as typeof old) ?? { type: 'array', items: old },
      );
    }
    return sameAsBefore(sample, version);
  },
};

const numberAsText: Rule = {
  name: 'number-as-text',
  derive(sample, version) {
    const numbers = pathsOf(sample.capability.schema).filter(
      ({ schema }) => schema.type === 'number' || schema.type === 'integer',
    );
    for (const { path } of numbers) version.change(path, String, (old) => ({ ...old, type: 'string' }));
    return numbers.length === 0 ? undefined : sameAsBefore(sample, version);
  },
};

const unitInText: Rule = {
  name: 'unit-in-text',
  derive(sample, version, random) {
    const units = Object.entries(sample.capability.units ?? {});
    if (units.length === 0) return undefined;
    const [path, [unit, other, times]] = random.pick(units);
    const value = version.at(path) as number;
    const converted = inOther(value, times);
    const space = random.pick(['', ' ']);
    const text =
      converted === undefined || random.next() < 0.3 ? `${value}${space}${unit}` : `${converted}${space}${other}`;
    version.change(
      path,
      () => text,
      (old) => ({ ...old, type: 'string' }),
    );
    return sameAsBefore(sample, version);
  },
};

/** How many of the other unit, where that is a short decimal. */
function inOther(value: number, times: string): string | undefined {
  const converted = Number(times) < 1 ? Math.round(value / Number(times)) : value / Number(times);
  const text = String(converted);
  return text.length <= 8 && Math.abs(converted * Number(times) - value) < 1e-9 ? text : undefined;
}

const moneyAsText: Rule = {
  name: 'money-as-text',
  derive(sample, version, random) {
    const { money = [], flatMoney } = sample.capability;
    if (flatMoney !== undefined) {
      const [amount, currency] = flatMoney;
      const text = `${version.at(amount)} ${version.at(currency)}`;
      version.remove(currency);
      version.change(
        amount,
        () => text,
        () => ({ type: 'string' }),
      );
      return sameAsBefore(sample, version);
    }
    if (money.length === 0) return undefined;
    const signs: Record<string, string> = { EUR: '€', USD: 'US$', GBP: '£', CHF: 'CHF ' };
    const withSign = random.next() < 0.5;
    version.change(
      random.pick(money),
      (old) => {
        const { amount, currency } = old as { amount: unknown; currency: string };
        return withSign ? `${signs[currency]}${amount}` : `${amount} ${currency}`;
      },
      ({ description }) => ({ type: 'string', description }),
    );
    return sameAsBefore(sample, version);
  },
};

const dateInWords: Rule = {
  name: 'date-in-words',
  derive(sample, version, random) {
    const dates = pathsOf(sample.capability.schema).filter(({ schema }) => schema.format === 'date');
    const form = random.integer(0, 3);
    for (const { path } of dates) {
      version.change(
        path,
        (old) => {
          const [year, month, day] = String(old).split('-') as [string, string, string];
          const name = months[Number(month) - 1]!;
          return [
            `${Number(day)} ${name} ${year}`,
            `${name.slice(0, 3)} ${Number(day)}, ${year}`,
            `${year}/${month}/${day}`,
            `${year}${month}${day}`,
          ][form];
        },
        ({ format: _, ...old }) => old,
      );
    }
    return dates.length === 0 ? undefined : sameAsBefore(sample, version);
  },
};

/** Fields of its own instead of some that need not be given: nothing may be taken for those. */
const extraFields: Rule = {
  name: 'extra-fields',
  derive(sample, version, random) {
    withoutSome(sample, version, random);
    const payload = structuredClone(version.payload);
    for (const [name, value] of some(extras, 3, random)) version.add(name, value, { type: typeof value });
    return { ...sameAsBefore(sample, version), due: { type: 'value', value: payload } };
  },
};

function withoutSome({ capability }: Sample, version: Version, random: SeededRandom): void {
  const { properties, required } = capability.schema as { properties: object; required: string[] };
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  for (const name of some(optional, 3, random)) version.remove(name);
}

const lackingRequired: Rule = {
  name: 'lacking-required',
  derive(sample, version, random) {
    const required = sample.capability.schema.required as string[];
    if (required.length === 0) return undefined;
    version.remove(random.pick(required));
    for (const [name, value] of some(extras, 4, random)) version.add(name, value, { type: typeof value });
    return mustAsk(sample, version);
  },
};

const gainedWithDefault: Rule = {
  name: 'gained-with-default',
  derive(sample, version, random) {
    const [name, schema] = random.pick([
      ['channel', { type: 'string', enum: ['web', 'phone'], default: 'web' }],
      ['attempts', { type: 'integer', description: 'How often it is tried', default: 1 }],
      ['dryRun', { type: 'boolean', default: false }],
    ] as const);
    const { properties, required } = sample.capability.schema as { properties: object; required: string[] };
    const target = {
      ...sample.capability.schema,
      properties: { ...properties, [name]: schema },
      required: [...required, name],
    };
    return {
      payload: version.payload,
      target,
      due: { type: 'value', value: { ...sample.payload, [name]: schema.default } },
    };
  },
};

export const calibrationRules: readonly Rule[] = [
  caseStyle,
  usualShortForm,
  synonym,
  nested,
  listOfOne,
  numberAsText,
  unitInText,
  moneyAsText,
  dateInWords,
  extraFields,
  lackingRequired,
  gainedWithDefault,
];
