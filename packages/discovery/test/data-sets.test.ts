import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sharedStems, stems } from './stems.ts';

interface Capability {
  name: string;
  description: string;
  examples: string[];
}
interface Utterance {
  text: string;
  capability: string;
  paraphrase?: true;
}
interface Calibration {
  capabilities: Capability[];
  inScope: Utterance[];
  outOfScope: string[];
}
interface Domain {
  domain: string;
  agent: string;
  capabilities: Capability[];
  utterances: Utterance[];
  outOfScope: { text: string; near: boolean }[];
}
interface Paraphrases {
  paraphrases: { text: string; amount: string; currency: string }[];
  servedByNobody: string[];
}

const home = join(__dirname, '..');
const read = <T>(file: string): T => JSON.parse(readFileSync(join(home, file), 'utf8')) as T;

const calibration = read<Calibration>('calibration/calibration.json');
const domains = readdirSync(join(home, 'eval/domains')).map((file) => read<Domain>(`eval/domains/${file}`));
const evaluation = {
  capabilities: domains.flatMap(({ capabilities }) => capabilities),
  inScope: domains.flatMap(({ utterances }) => utterances),
  outOfScope: domains.flatMap(({ outOfScope }) => outOfScope.map(({ text }) => text)),
};
const payments = read<Paraphrases>('test/fixtures/paraphrases.json');

const sameWords = (text: string): string =>
  text
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? '';
const share = (part: number, whole: number): number => part / whole;

function allTexts(set: { capabilities: Capability[]; inScope: Utterance[]; outOfScope: string[] }): string[] {
  return [
    ...set.capabilities.flatMap(({ description, examples }) => [description, ...examples]),
    ...set.inScope.map(({ text }) => text),
    ...set.outOfScope,
  ].map(sameWords);
}

function repeated(texts: string[]): string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

function advertised(set: { capabilities: Capability[] }, name: string): string {
  const capability = set.capabilities.find((each) => each.name === name);
  if (capability === undefined) throw new Error(`no capability is named ${name}`);
  return [name.replaceAll('-', ' '), capability.description, ...capability.examples].join(' ');
}

describe.each([
  ['calibration', calibration],
  ['evaluation', evaluation],
])('the %s set', (_, set) => {
  test('no text occurs twice, be it an utterance, an example or a description', () => {
    expect(repeated(allTexts(set))).toEqual([]);
  });

  test('every capability has a name of its own, fit for a subject, and is asked for', () => {
    const names = set.capabilities.map(({ name }) => name);
    expect(repeated(names)).toEqual([]);
    expect(names.filter((name) => !/^[a-z0-9_-]{1,63}$/.test(name))).toEqual([]);
    expect(new Set(set.inScope.map(({ capability }) => capability))).toEqual(new Set(names));
  });

  test('no text is empty, untrimmed or longer than anybody would write', () => {
    const texts = [...set.inScope.map(({ text }) => text), ...set.outOfScope];
    expect(texts.filter((text) => text.trim() !== text || text === '' || text.length > 120)).toEqual([]);
  });
});

describe('the calibration set', () => {
  test('it has 45 capabilities, 315 utterances in scope and 106 out of scope', () => {
    expect(calibration.capabilities).toHaveLength(45);
    expect(calibration.inScope).toHaveLength(315);
    expect(calibration.outOfScope).toHaveLength(106);
  });

  test('a capability has 4 to 6 examples and 7 utterances', () => {
    for (const { name, examples } of calibration.capabilities) {
      expect(examples.length).toBeGreaterThanOrEqual(4);
      expect(examples.length).toBeLessThanOrEqual(6);
      expect(calibration.inScope.filter(({ capability }) => capability === name)).toHaveLength(7);
    }
  });

  test('more than a third of the utterances share no stem with the capability they ask for', () => {
    const strangers = calibration.inScope.filter(
      ({ text, capability }) => sharedStems(text, advertised(calibration, capability)).length === 0,
    );
    expect(share(strangers.length, calibration.inScope.length)).toBeGreaterThan(1 / 3);
  });
});

describe('the evaluation set', () => {
  test('it has twelve domains, 72 capabilities, 360 utterances in scope and 144 out of scope', () => {
    expect(new Set(domains.map(({ domain }) => domain)).size).toBe(12);
    expect(new Set(domains.map(({ agent }) => agent)).size).toBe(12);
    expect(evaluation.capabilities).toHaveLength(72);
    expect(evaluation.inScope).toHaveLength(360);
    expect(evaluation.outOfScope).toHaveLength(144);
  });

  test('at least a quarter of the utterances are served by nobody', () => {
    const outside = evaluation.outOfScope.length;
    expect(share(outside, outside + evaluation.inScope.length)).toBeGreaterThanOrEqual(0.25);
  });

  test.each(domains)(
    '$domain: its utterances name its own capabilities, and half of the rest are near misses',
    (each) => {
      const names = new Set(each.capabilities.map(({ name }) => name));
      expect(each.utterances.filter(({ capability }) => !names.has(capability))).toEqual([]);
      expect(each.capabilities.filter(({ examples }) => examples.length < 3 || examples.length > 5)).toEqual([]);
      const near = each.outOfScope.filter((outside) => outside.near).length;
      expect(share(near, each.outOfScope.length)).toBeGreaterThanOrEqual(0.5);
    },
  );

  test('an utterance is marked as a paraphrase where it shares no stem with its capability, and nowhere else', () => {
    const wrong = evaluation.inScope
      .map((each) => ({ ...each, shared: sharedStems(each.text, advertised(evaluation, each.capability)) }))
      .filter(({ paraphrase, shared }) => (paraphrase === true) !== (shared.length === 0));
    expect(wrong).toEqual([]);
  });

  test('a third of the utterances in scope are paraphrases', () => {
    const paraphrases = evaluation.inScope.filter(({ paraphrase }) => paraphrase === true);
    expect(share(paraphrases.length, evaluation.inScope.length)).toBeGreaterThanOrEqual(1 / 3);
  });

  test('it shares no text with the calibration set', () => {
    const known = new Set(allTexts(calibration));
    expect(allTexts(evaluation).filter((text) => known.has(text))).toEqual([]);
  });
});

describe("the demo's paraphrases", () => {
  test('forty payments and twenty intents nobody serves, none twice and none in another set', () => {
    const texts = [...payments.paraphrases.map(({ text }) => text), ...payments.servedByNobody].map(sameWords);
    expect(payments.paraphrases).toHaveLength(40);
    expect(payments.servedByNobody).toHaveLength(20);
    expect(repeated([...texts, ...allTexts(calibration), ...allTexts(evaluation)])).toEqual([]);
  });

  test('no paraphrase of a payment uses the words a payment is advertised with', () => {
    const words =
      'process a payment; charge; pay; transfer money; card; amount; currency; receipt; send; account; invoice';
    const sharing = payments.paraphrases.filter(({ text }) => sharedStems(text, words).length > 0);
    expect(sharing).toEqual([]);
  });
});

describe('stems', () => {
  test('forms of one word have one stem, and words without a subject have none', () => {
    expect(sharedStems('he charges', 'charging')).toEqual(['charg']);
    expect([...stems("I'd like you to get me some of these, please")]).toEqual([]);
  });
});
