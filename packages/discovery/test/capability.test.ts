// What follows from a capability's definition: its hash and its texts.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../src/canonical-json.ts';
import { schemaHashOf, textHashOf, textsOf } from '../src/index.ts';

describe('the hash of a definition', () => {
  test('does not depend on the order of keys', () => {
    const one = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' } } };
    const other = { properties: { b: { type: 'number' }, a: { type: 'string' } }, type: 'object' };
    expect(schemaHashOf('pay', one, {})).toBe(schemaHashOf('pay', other, {}));
  });

  test('depends on the name, on the input and on the output', () => {
    const hashes = [
      schemaHashOf('pay', { a: 1 }, { b: 1 }),
      schemaHashOf('paid', { a: 1 }, { b: 1 }),
      schemaHashOf('pay', { a: 2 }, { b: 1 }),
      schemaHashOf('pay', { a: 1 }, { b: 2 }),
    ];
    expect(new Set(hashes).size).toBe(4);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{16}$/);
  });

  test('is one that any language can compute: keys by code unit, no white space', () => {
    expect(canonicalJson({ b: [1, 'ä', null, { z: true, a: undefined }], '10': 0, '9': 0 })).toBe(
      '{"10":0,"9":0,"b":[1,"ä",null,{"z":true}]}',
    );
  });

  test('canonical JSON reads back as the value it was made of', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => JSON.stringify(JSON.parse(canonicalJson(value))) !== undefined));
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('the texts of a capability', () => {
  test('are its name in words with its description, then its examples', () => {
    const texts = textsOf({ name: 'process-payment', description: ' Moves\n money ', examples: ['pay  me'] });
    expect(texts).toEqual(['process payment. Moves money', 'pay me']);
  });

  test('do not say the name twice where the description begins with it', () => {
    expect(textsOf({ name: 'freeze_account', description: 'freeze account', examples: [] })).toEqual([
      'freeze account',
    ]);
  });

  test('have hashes that white space does not change', () => {
    expect(textHashOf(' pay\tme ')).toBe(textHashOf('pay me'));
  });
});
