import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '@parley/testkit';
import { Unwrappable } from '../../src/openapi/wrap-error.ts';
import { judge } from './judged-by-ajv.ts';
import { zodOf } from './run-zod-code.ts';
import { mutated, sample } from './sample-values.ts';

type Json = Record<string, unknown>;

const tries = 250;
const node = {
  type: 'object',
  properties: { value: { type: 'integer' }, next: { $ref: '#/components/schemas/Node' } },
};
const cat = {
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string' }, lives: { type: 'integer' } },
};
const dog = {
  type: 'object',
  required: ['kind', 'barks'],
  properties: { kind: { type: 'string' }, barks: { type: 'boolean' } },
};
const tree = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, under: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
};

const rows: [string, '3.0.3' | '3.1.0', Json][] = [
  ['a text with bounds', '3.0.3', { type: 'string', minLength: 2, maxLength: 3 }],
  ['a pattern', '3.0.3', { type: 'string', pattern: '^a|7$' }],
  ['a format', '3.0.3', { type: 'string', format: 'date-time' }],
  ['another format', '3.1.0', { type: 'string', format: 'date' }],
  ['a format of a number', '3.0.3', { type: 'integer', format: 'int32', minimum: 2147483640 }],
  ['bounds that are excluded, in 3.0', '3.0.3', { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1 }],
  ['bounds that are excluded, in 3.1', '3.1.0', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }],
  ['steps', '3.0.3', { type: 'number', multipleOf: 0.5 }],
  ['null, in 3.0', '3.0.3', { type: 'string', nullable: true }],
  ['null, in 3.1', '3.1.0', { type: ['string', 'null'] }],
  ['null beside a reference', '3.0.3', { allOf: [{ $ref: '#/components/schemas/Node' }], nullable: true }],
  ['null that an enum does not list', '3.0.3', { type: 'string', nullable: true, enum: ['a', 'b'] }],
  ['null that an enum lists', '3.0.3', { type: 'string', nullable: true, enum: ['a', null] }],
  ['several types', '3.1.0', { type: ['string', 'integer', 'array'], items: { type: 'string' }, minLength: 1 }],
  ['an enum of several types', '3.1.0', { enum: ['a', 1, true, null] }],
  ['an enum with values of another type', '3.0.3', { type: 'string', enum: ['a', 1] }],
  ['an enum with a bound', '3.0.3', { type: 'string', enum: ['a', 'bb', 'ccc'], minLength: 2 }],
  ['a fixed value', '3.1.0', { const: 'a' }],
  ['anything', '3.1.0', {}],
  ['an object that must have what it does not describe', '3.0.3', { type: 'object', required: ['a'] }],
  ['an object that is closed', '3.0.3', { type: 'object', properties: { a: {} }, additionalProperties: false }],
  ['an object of texts', '3.0.3', { type: 'object', additionalProperties: { type: 'string' } }],
  [
    'an object with more of one kind',
    '3.0.3',
    { type: 'object', properties: { a: { type: 'integer' } }, additionalProperties: { type: 'boolean' } },
  ],
  ['how many properties', '3.0.3', { type: 'object', minProperties: 1, maxProperties: 2 }],
  ['a property of a strange name', '3.0.3', { type: 'object', properties: { 'it\'s-a "name"': { type: 'integer' } } }],
  ['an array with bounds', '3.0.3', { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 }],
  ['an array without doubles', '3.0.3', { type: 'array', items: {}, uniqueItems: true }],
  ['what is true of all', '3.0.3', { allOf: [cat, { type: 'object', required: ['lives'] }] }],
  [
    'one property in two parts',
    '3.0.3',
    {
      allOf: [
        { type: 'object', properties: { a: { type: 'integer', minimum: 0 } } },
        { type: 'object', properties: { a: { type: 'integer', maximum: 1 } } },
      ],
    },
  ],
  [
    'a closed part that has all',
    '3.0.3',
    { allOf: [{ type: 'object', properties: { a: {}, b: {} }, additionalProperties: false }, { required: ['a'] }] },
  ],
  ['what nothing else evaluates', '3.1.0', { allOf: [cat], unevaluatedProperties: false }],
  ['what is true of one', '3.0.3', { oneOf: [{ type: 'integer' }, { type: 'number', minimum: 2 }] }],
  ['what is true of any', '3.0.3', { anyOf: [{ type: 'integer' }, { type: 'string' }] }],
  ['one or null', '3.1.0', { oneOf: [{ type: 'string' }, { type: 'null' }] }],
  ['alternatives within an object', '3.0.3', { ...cat, oneOf: [{ required: ['lives'] }, { required: ['other'] }] }],
  ['a discriminator', '3.0.3', { oneOf: [cat, dog], discriminator: { propertyName: 'kind' } }],
  [
    'both kinds of alternatives',
    '3.1.0',
    { oneOf: [cat, dog], anyOf: [{ required: ['lives'] }, { required: ['barks'] }] },
  ],
  ['what leads to itself', '3.0.3', { $ref: '#/components/schemas/Tree' }],
  ['a reference with more beside it', '3.1.0', { $ref: '#/components/schemas/Node', required: ['value'] }],
  [
    'a reference with more beside it, which 3.0 ignores',
    '3.0.3',
    { $ref: '#/components/schemas/Node', required: ['value'] },
  ],
  [
    'what only answers have',
    '3.0.3',
    { type: 'object', required: ['a'], properties: { a: { type: 'integer', readOnly: true } } },
  ],
  [
    'what only requests have',
    '3.0.3',
    { type: 'object', required: ['a'], properties: { a: { type: 'integer', writeOnly: true } } },
  ],
];

function documentWith(openapi: string, schema: Json): Json {
  return { openapi, components: { schemas: { It: schema, Node: node, Tree: tree } } };
}

describe.each(['input', 'output'] as const)('as %s', (direction) => {
  test.each(rows)('%s (%s) means the same as in the document', (_, openapi, schema) => {
    const root = documentWith(openapi, schema);
    const ajv = judge(root, direction)('#/components/schemas/It');
    const zod = zodOf(root, schema, direction);
    const random = seededRandom(11);
    const differences = new Set<string>();
    for (let turn = 0; turn < tries; turn++) {
      const made = sample(root, schema, random);
      for (const value of [made, mutated(made, random), mutated(mutated(made, random), random)]) {
        if (zod.safeParse(value).success !== ajv(value)) differences.add(JSON.stringify(value));
      }
    }
    expect([...differences]).toEqual([]);
  });
});

describe('is refused by name', () => {
  const refused: [string, Json, RegExp][] = [
    ['not', { not: { type: 'string' } }, /the keyword "not"/],
    ['if', { if: {}, else: {} }, /the keyword "if"/],
    ['patternProperties', { type: 'object', patternProperties: { a: {} } }, /"patternProperties"/],
    ['prefixItems', { type: 'array', prefixItems: [{}] }, /"prefixItems"/],
    ['a bound without a type', { minimum: 3 }, /"minimum" is said of no "type"/],
    ['an enum of objects', { enum: [{}] }, /"enum" or "const" holds an object/],
    ['a pattern that is none', { type: 'string', pattern: '(' }, /"pattern" is no regular expression/],
    ['a type that is none', { type: 'file' }, /"type": "file"/],
    [
      'a closed part of all',
      { allOf: [{ properties: { a: {} }, additionalProperties: false }, { properties: { b: {} } }] },
      /"additionalProperties": false, which forbids the property "b"/,
    ],
    [
      'two patterns',
      { allOf: [{ type: 'string', pattern: 'a' }, { pattern: 'b' }] },
      /two parts that each say "pattern"/,
    ],
    ['nothing that fits', { allOf: [{ type: 'string' }, { type: 'integer' }] }, /allows nothing/],
    ['a reference to nothing', { $ref: '#/components/schemas/None' }, /leads nowhere/],
    ['a reference in a circle', { $ref: '#/components/schemas/Round' }, /leads in a circle/],
    ['alternatives in a circle', { $ref: '#/components/schemas/Turn' }, /leads in a circle/],
    ['parts in a circle', { $ref: '#/components/schemas/Spin' }, /leads in a circle/],
    ['code for a number', { type: 'object', maxProperties: '1), process.exit(1' }, /"maxProperties" cannot be/],
    ['a text for a flag', { type: 'array', uniqueItems: 'yes' }, /"uniqueItems" cannot be "yes"/],
    ['what nests without end', deep(300), /nests deeper than/],
  ];
  test.each(refused)('%s', (_, schema, reason) => {
    const root = { openapi: '3.1.0', components: { schemas: { ...circles, It: schema } } };
    expect(() => zodOf(root, schema, 'output')).toThrow(Unwrappable);
    expect(() => zodOf(root, schema, 'output')).toThrow(reason);
  });

  test('but not a pattern that only the flag "u" forbids', () => {
    const zod = zodOf({ openapi: '3.0.3' }, { type: 'string', pattern: '^[\\w-\\.]+$' }, 'input');
    expect(['a-b.c', 'a b'].map((text) => zod.safeParse(text).success)).toEqual([true, false]);
  });

  test('with the place where it stands', () => {
    const schema = { type: 'object', properties: { a: { type: 'array', items: { not: {} } } } };
    expect(() => zodOf({ openapi: '3.1.0' }, schema, 'output')).toThrow('a.items: the keyword "not"');
  });
});

const circles = {
  Round: { $ref: '#/components/schemas/Round2' },
  Round2: { $ref: '#/components/schemas/Round' },
  Turn: { oneOf: [{ $ref: '#/components/schemas/Turn' }, { type: 'string' }] },
  Spin: { allOf: [{ $ref: '#/components/schemas/Spin' }, { type: 'object' }] },
};

function deep(levels: number): Json {
  let schema: Json = { type: 'string' };
  for (let level = 0; level < levels; level++) schema = { type: 'array', items: schema };
  return schema;
}
