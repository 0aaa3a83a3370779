// The held-out rules that change how a value is written: truths, units, money, times and the case of an enum.

import { pathsOf } from '../version.ts';
import { mustAsk, type Rule, sameAsBefore } from './change.ts';

export const truthAsText: Rule = {
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

export const otherCase: Rule = {
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

export const heldOutValueRules: readonly Rule[] = [
  truthAsText,
  textAsNumber,
  unitInName,
  loneDollar,
  moneyOtherwise,
  otherClock,
  dayFirst,
  otherCase,
];
