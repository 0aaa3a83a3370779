// docs/protocol.md is tested like code: its examples decode, its tables are the code's.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import {
  Advert,
  acts,
  buckets,
  Cfp,
  ContractTerms,
  decode,
  defaults,
  EarlierAnswer,
  EarlierAttempt,
  EmbedReply,
  EmbedRequest,
  Fit,
  limits,
  Mapping,
  Message,
  Money,
  NotUnderstood,
  Presence,
  parseSubject,
  performatives,
  presenceKinds,
  Revision,
  refusalCodes,
  rejectionCodes,
  streams,
  subjects,
} from '../src/index.ts';

const page = readFileSync(join(__dirname, '../../../docs/protocol.md'), 'utf8');
const examples = [...page.matchAll(/```jsonc?\n([\s\S]*?)```/g)].map(
  ([, text]) => JSON.parse(text!) as Record<string, unknown>,
);
// Messages stand in `json` blocks, what has no envelope in `jsonc` ones.
const messages = examples.filter((each) => 'performative' in each);

/** The cells of every row of a table whose header begins with these words. */
function table(...header: string[]): string[][] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => header.every((each, i) => cellsOf(line)[i] === each));
  if (start === -1) throw new Error(`There is no table with the columns ${header.join(', ')}.`);
  const rows = lines.slice(start + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map(cellsOf);
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What stands in back-ticks. */
function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, each]) => each!);
}

/** A schema's own fields as the page writes them. */
function fieldsOf(schema: z.ZodType): string[] {
  const { shape } = schema as unknown as { shape: Record<string, z.ZodType> };
  return Object.entries(shape).map(([name, field]) => (field._zod.def.type === 'optional' ? `${name}?` : name));
}

function bodyOf(performative: string): z.ZodType {
  return Message.options.find(({ shape }) => shape.performative.value === performative)!.shape.body;
}

/** Every field of the value that its schema does not name. */
function unknownFields(value: unknown, schema: z.ZodType): string[] {
  const { shape } = schema as unknown as { shape: Record<string, unknown> };
  return Object.keys(value as object).filter((key) => !(key in shape));
}

describe('every example on the page', () => {
  test('is a message that decodes unchanged, and there is one of every act', () => {
    for (const example of messages) {
      expect(decode(new TextEncoder().encode(JSON.stringify(example)))).toEqual({ ok: true, message: example });
    }
    expect(new Set(messages.map((each) => each.performative))).toEqual(new Set(performatives));
  });

  test('uses no field that the schemas do not name', () => {
    for (const { performative, body, ...envelope } of messages) {
      const option = Message.options.find(({ shape }) => shape.performative.value === performative)!;
      expect([performative, unknownFields(envelope, option)]).toEqual([performative, []]);
      expect([performative, unknownFields(body, option.shape.body)]).toEqual([performative, []]);
    }
  });

  test('or is an advert, a question to the embedding service, its answer, or a report of what was unreadable', () => {
    const others = examples.filter((each) => !('performative' in each));
    const kinds = others.map((each) => {
      if ('capability' in each) return Advert.safeParse(each).success && 'advert';
      if ('texts' in each) return EmbedRequest.safeParse(each).success && 'request';
      if ('preview' in each) return Object.keys(each).join(' ') === 'subject reason bytes preview' && 'report';
      return EmbedReply.safeParse(each).success && 'reply';
    });
    expect(kinds).toEqual(['report', 'advert', 'request', 'reply', 'reply']);
  });

  test('of an advert has the hashes that the page says how to compute', () => {
    const { capability, vectors } = Advert.parse(examples.find((each) => 'capability' in each));
    const { name, input, output, description, examples: said } = capability;
    const hash = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16);
    const canonical = (value: unknown): string =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? JSON.stringify(value)
        : `{${Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
            .join(',')}}`;
    expect(capability.schemaHash).toBe(hash(canonical({ name, input, output })));
    const texts = [`${name.replace(/[-_]/g, ' ')}. ${description}`, ...said];
    expect(vectors.map(({ textHash }) => textHash)).toEqual(texts.map(hash));
  });

  test('of an answer of the embedding service has vectors of norm 1', () => {
    const { vectors, dims } = examples.find((each) => 'dims' in each) as { vectors: string[]; dims: number };
    const bytes = Buffer.from(vectors[0]!, 'base64');
    const numbers = Array.from({ length: dims }, (_, i) => bytes.readFloatLE(4 * i));
    expect(bytes.length).toBe(4 * dims);
    expect(Math.hypot(...numbers)).toBeCloseTo(1, 6);
  });
});

describe('the tables are the code', () => {
  test('of subjects: each parses as its kind, and none is missing', () => {
    const rows = table('subject', 'kind').map(([pattern, kind]) => [quoted(pattern!)[0]!, kind!] as const);
    for (const [pattern, kind] of rows) {
      const subject = pattern
        .replace('<act>', 'cfp')
        .replace('<presence>', 'hello')
        .replace(/<(\w+)>/g, '$1');
      expect([pattern, parseSubject(subject)?.kind]).toEqual([pattern, kind]);
    }
    const at = subjects('m');
    const built = [
      ...[at.act('cfp', 'a', 'i'), at.replyPrefix('c').concat('.t'), at.presence('beat', 'a', 'i'), at.embed('s')],
      ...[at.invalid, at.signal('t'), at.task('i'), at.submit, at.record('c'), at.dead('t')],
    ];
    expect(new Set(rows.map(([, kind]) => kind))).toEqual(new Set(built.map((each) => parseSubject(each)?.kind)));
    expect(rows.map(([pattern]) => pattern.split('.').length)).toEqual(built.map((each) => each.split('.').length));
  });

  test('of the acts with a subject and the kinds of presence', () => {
    const text = page.slice(page.indexOf('`<act>` is one of'), page.indexOf('An instance subscribes to'));
    const said = quoted(text).filter((each) => !each.startsWith('<'));
    expect(said).toEqual([...acts, ...presenceKinds]);
  });

  test('of the envelope', () => {
    const { shape } = Message.options[0]!;
    const said = table('field', '', '').map(
      ([name, type]) => `${quoted(name!)[0]}${type!.includes('optional') ? '?' : ''}`,
    );
    expect(said.sort()).toEqual(fieldsOf({ shape } as unknown as z.ZodType).sort());
  });

  test('of the acts and their bodies', () => {
    const rows = table('act', 'from -> to', 'body');
    const said = rows.flatMap(([names, , body]) => quoted(names!).map((name) => [name, quoted(body!)] as const));
    expect(said.map(([name]) => name).sort()).toEqual([...performatives].sort());
    for (const [name, fields] of said) expect([name, fields]).toEqual([name, fieldsOf(bodyOf(name))]);
  });

  test('of the objects inside', () => {
    const { limits: ofCfp } = Cfp.shape;
    const schemas = [
      Money,
      Revision,
      ContractTerms,
      ofCfp,
      Fit,
      Mapping,
      EarlierAttempt,
      EarlierAnswer,
      Presence.shape.load,
    ];
    expect(table('object inside', 'fields').map(([, fields]) => quoted(fields!))).toEqual(schemas.map(fieldsOf));
  });

  test('of the codes', () => {
    const said = Object.fromEntries(
      table('where', 'codes').map(([where, codes]) => [quoted(where!)[0], quoted(codes!)]),
    );
    expect(said).toEqual({
      refuse: refusalCodes,
      'not-understood': NotUnderstood.shape.code.options,
      'reject-proposal': rejectionCodes,
    });
  });

  test('of the limits', () => {
    const said = table('limit', 'value').map(([name, value]) => [quoted(name!)[0], Number(value)]);
    expect(Object.fromEntries(said)).toEqual(limits);
    expect(page).toContain(
      `at most ${limits.payloadBytesMax.toLocaleString('en')} bytes, nested at most ${limits.nestingMax} deep`,
    );
  });

  test('of the waits: the defaults are those of the code', () => {
    const waits = page.slice(page.indexOf('| who waits'), page.indexOf('## Codes'));
    const said = [...waits.matchAll(/`(\w+)`(?: of)? (\d[\d, ]*)/g)].map(([, name, value]) => [
      name,
      value!.replace(/[ ,]+$/, ''),
    ]);
    expect(said.length).toBeGreaterThan(7);
    for (const [name, value] of said) {
      const byDefault = (defaults as Record<string, unknown>)[name!];
      expect([name, value]).toEqual([name, Array.isArray(byDefault) ? byDefault.join(', ') : String(byDefault)]);
    }
  });

  test('of the stores', () => {
    for (const { bucket } of Object.values(buckets('x'))) expect(page).toContain(bucket.replace('_x_', '_<mesh>_'));
    for (const { name } of Object.values(streams('x'))) expect(page).toContain(name.replace('_x_', '_<mesh>_'));
  });
});
