// The rules that no threshold and no table was set by: they are seen by the test alone.

import { pathsOf } from '../version.ts';
import { type Rule, sameAsBefore, some } from './change.ts';
import { heldOutValueRules, otherCase, truthAsText } from './held-out-values.ts';

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
  ...heldOutValueRules,
  gainedRequired,
  swapped,
  manyAtOnce,
];
