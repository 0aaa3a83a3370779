import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { redactorOf, secretMark } from '../src/secrets.ts';

const found = (schema: object, value: unknown) => {
  const secrets: string[] = [];
  const redacted = redactorOf(schema as Record<string, unknown>).redact(value, (secret) => secrets.push(secret));
  return { redacted, secrets };
};

describe('secrets named in a JSON Schema', () => {
  test.each([
    ['writeOnly', { writeOnly: true }],
    ['format password', { type: 'string', format: 'password' }],
    ['secret', { secret: true }],
  ])('by %s are replaced, and the value itself is not changed', (_, mark) => {
    const value = { pin: '4711', amount: '5' };
    expect(found({ properties: { pin: mark } }, value)).toEqual({
      redacted: { pin: secretMark, amount: '5' },
      secrets: ['4711'],
    });
    expect(value.pin).toBe('4711');
  });

  test('by zod are found nested, in arrays, in records, in unions, behind a reference', () => {
    const Card = z.object({ number: z.string().meta({ secret: true }), holder: z.string() }).meta({ id: 'Card' });
    const schema = z.toJSONSchema(
      z.object({
        cards: z.array(Card),
        by: z.record(z.string(), Card),
        how: z.union([z.object({ card: Card }), z.object({ iban: z.string() })]),
        pair: z.tuple([z.string(), z.string().meta({ secret: true })]),
      }),
    );
    const card = { number: '4111', holder: 'Ann' };
    const hidden = { number: secretMark, holder: 'Ann' };
    const { redacted, secrets } = found(schema, {
      cards: [card, card],
      by: { a: card },
      how: { card },
      pair: ['a', 'bcde'],
    });
    expect(redacted).toEqual({
      cards: [hidden, hidden],
      by: { a: hidden },
      how: { card: hidden },
      pair: ['a', secretMark],
    });
    expect(new Set(secrets)).toEqual(new Set(['4111', 'bcde']));
  });

  test('hide whole objects, and every text within counts as a secret', () => {
    const { redacted, secrets } = found(
      { properties: { login: { secret: true } } },
      { login: { user: 'anna', pin: '47' } },
    );
    expect(redacted).toEqual({ login: secretMark });
    expect(secrets).toEqual(['anna']);
  });

  test('are hidden by name where a value has more than its schema says', () => {
    const schema = { properties: { pin: { writeOnly: true }, more: {} } };
    expect(found(schema, { more: 1, extra: { pin: '4711' } }).redacted).toEqual({
      more: 1,
      extra: { pin: secretMark },
    });
  });

  test('in a schema that refers to itself are found at every depth', () => {
    const schema = {
      $ref: '#/$defs/Tree',
      $defs: { Tree: { properties: { key: { writeOnly: true }, child: { $ref: '#/$defs/Tree' } } } },
    };
    expect(found(schema, { key: 'aaaa', child: { key: 'bbbb', child: {} } }).redacted).toEqual({
      key: secretMark,
      child: { key: secretMark, child: {} },
    });
  });

  test('that are not there cost nothing: the value is handed back as it is', () => {
    const value = { a: 1 };
    expect(found(z.toJSONSchema(z.object({ a: z.number() })), value).redacted).toBe(value);
  });
});
