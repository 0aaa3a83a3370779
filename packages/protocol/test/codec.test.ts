import { afterEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { anyMessage, messageArbitrary } from '../fuzz/arbitrary.ts';
import { checkDecoding } from '../fuzz/check.ts';
import { anySent, ways } from '../fuzz/mutations.ts';
import { type DecodeError, decode, encode, limits, Message, ParleyError, performatives } from '../src/index.ts';

const seed = 20_260_731;
const utf8 = new TextEncoder();
const written = (value: unknown) => utf8.encode(typeof value === 'string' ? value : JSON.stringify(value));
const envelope = { v: 1 as const, id: 'm1', conversation: 'c1', from: 'client/1' };
const cancel = { ...envelope, performative: 'cancel', body: { reason: 'enough' } } as const satisfies Message;

function errorOf(value: unknown): DecodeError {
  const decoded = decode(written(value));
  if (decoded.ok) throw new Error('It decoded.');
  return decoded.error;
}

function thrownBy(run: () => unknown): ParleyError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof ParleyError) return thrown;
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('what is encoded comes back', () => {
  test.each(performatives)('any %s survives the wire with the fields nobody here knows', (performative) => {
    fc.assert(
      fc.property(messageArbitrary(performative), (message) => {
        expect(decode(encode(message))).toEqual({ ok: true, message });
      }),
      { seed, numRuns: 100 },
    );
  });

  test('an unknown field survives in the envelope, in a body and inside it', () => {
    const message = {
      ...envelope,
      trace: 'abc',
      performative: 'propose',
      body: {
        price: { amount: '1.50', currency: 'USD', tax: '0.10' },
        etaMs: 5,
        fit: { status: 'ok', confidence: 0.9 },
        validForMs: 9,
        colour: { of: 'the bike shed' },
      },
    };
    expect(decode(written(message))).toEqual({ ok: true, message });
  });

  test('an award without input decodes: the participant has what it read from the words', () => {
    const body = { fence: 1, input: undefined, context: { attempts: [] }, idempotencyKey: 'c1' };
    const decoded = decode(encode({ ...envelope, performative: 'accept-proposal', body } as Message));
    expect(decoded.ok).toBe(true);
  });

  test('a result of nothing decodes: an agent may return undefined', () => {
    const body = { output: undefined };
    expect(decode(encode({ ...envelope, performative: 'inform-result', body } as Message)).ok).toBe(true);
  });

  test('a half of a surrogate pair survives inside a text', () => {
    const message = { ...cancel, body: { reason: 'a\ud800b' } };
    expect(decode(encode(message))).toEqual({ ok: true, message });
  });
});

describe('any bytes decode to a message or a typed error', () => {
  test('3,000 messages, broken in every way known, never make decode throw', () => {
    const came = new Map<string, number>();
    const tried = new Set<string>();
    fc.assert(
      fc.property(anySent, ({ way, bytes }) => {
        tried.add(way);
        const kind = checkDecoding(bytes);
        came.set(kind, (came.get(kind) ?? 0) + 1);
      }),
      { seed, numRuns: 3_000 },
    );
    expect([...tried].sort()).toEqual([...ways].sort());
    expect([...came.keys()].sort()).toEqual([
      'message',
      'payload-too-large',
      'undecodable',
      'unknown-performative',
      'unknown-version',
      'wrong-schema',
    ]);
  });

  test('the check of the fuzz goes red for a message that cannot be written again', () => {
    const safeParse = jest.spyOn(Message, 'safeParse');
    safeParse.mockImplementation(
      (value) => ({ success: true, data: { ...(value as object), body: { big: 1n } } }) as never,
    );
    expect(() => checkDecoding(written(cancel))).toThrow();
  });

  test.each([
    ['nothing', ''],
    ['half a message', JSON.stringify(cancel).slice(0, 40)],
    ['a list', [cancel]],
    ['null', null],
    ['a number', 7],
    ['text', '"cancel"'],
  ])('%s is undecodable', (_, value) => {
    expect(errorOf(value).code).toBe('undecodable');
  });

  test('invalid UTF-8 is undecodable, not repaired', () => {
    const decoded = decode(Uint8Array.from([...written(cancel).slice(0, -3), 0xff, 0x22, 0x7d, 0x7d]));
    expect(decoded).toMatchObject({ ok: false, error: { code: 'undecodable' } });
  });

  test.each([2, 0, '1', null, undefined, {}])('version %p is unknown', (v) => {
    expect(errorOf({ ...cancel, v })).toMatchObject({ code: 'unknown-version', id: 'm1', conversation: 'c1' });
  });

  test.each(['praise', '', 7, null, undefined, '__proto__', 'constructor'])(
    'performative %p is unknown',
    (performative) => {
      const error = errorOf({ ...cancel, performative });
      expect(error).toMatchObject({ code: 'unknown-performative', id: 'm1', conversation: 'c1' });
      expect(error.text).toContain('accept-proposal');
    },
  );

  test('a message one byte too large is refused before it is parsed', () => {
    const parse = jest.spyOn(JSON, 'parse');
    const decoded = decode(new Uint8Array(limits.payloadBytesMax + 1).fill(0x20));
    expect(decoded).toMatchObject({ ok: false, error: { code: 'payload-too-large' } });
    expect(parse).not.toHaveBeenCalled();
  });

  test('the error names the field and keeps what an answer needs', () => {
    const error = errorOf({ ...cancel, body: { reason: 7 } });
    expect(error).toMatchObject({ code: 'wrong-schema', id: 'm1', conversation: 'c1', performative: 'cancel' });
    expect(error.text).toContain('body.reason');
  });

  test('an id that is no token is not kept, because an answer that repeats it could not be read', () => {
    expect(errorOf({ ...cancel, id: 'Not A Token', conversation: 'c.1' })).toEqual({
      code: 'wrong-schema',
      text: expect.stringContaining('id'),
      performative: 'cancel',
    });
  });

  test.each([
    ['a negative time', { etaMs: -1 }],
    ['an endless time', { validForMs: 1e12 }],
    ['a price that is a number', { price: { amount: 1.5, currency: 'USD' } }],
    ['a negative price', { price: { amount: '-1.50', currency: 'USD' } }],
    ['a price that is not a number', { price: { amount: 'NaN', currency: 'USD' } }],
    ['null where a field may be absent', { note: null }],
  ])('a bid with %s has the wrong schema', (_, change) => {
    const body = { price: { amount: '1', currency: 'USD' }, etaMs: 1, fit: { status: 'ok' }, validForMs: 1, ...change };
    expect(errorOf({ ...envelope, performative: 'propose', body }).code).toBe('wrong-schema');
  });

  test('nesting is accepted to its limit and refused beyond it, however deep', () => {
    const nested = (depth: number) =>
      `{"v":1,"id":"m1","conversation":"c1","from":"a/1","performative":"answer","body":{"value":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
    expect(decode(written(nested(limits.nestingMax - 2))).ok).toBe(true);
    for (const depth of [limits.nestingMax - 1, 400_000]) {
      expect(errorOf(nested(depth))).toMatchObject({
        code: 'wrong-schema',
        id: 'm1',
        text: expect.stringContaining('deeper'),
      });
    }
  });

  test('a number beyond what can be written again is refused', () => {
    const text = '{"v":1,"id":"m1","conversation":"c1","from":"a/1","performative":"answer","body":{"value":1e999}}';
    expect(errorOf(text)).toMatchObject({ code: 'wrong-schema', text: expect.stringContaining('finite') });
  });

  test('a key named __proto__ changes no prototype', () => {
    const text = `{"v":1,"id":"m1","conversation":"c1","from":"a/1","performative":"cancel","__proto__":{"polluted":1},"body":{"reason":"x","__proto__":{"polluted":1}}}`;
    const decoded = decode(written(text));
    expect(decoded.ok && 'polluted' in decoded.message).toBe(false);
    expect(decoded.ok && 'polluted' in decoded.message.body).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  test('decode validates once', () => {
    const safeParse = jest.spyOn(Message, 'safeParse');
    fc.assert(
      fc.property(anyMessage, (message) => {
        safeParse.mockClear();
        decode(encode(message));
        expect(safeParse).toHaveBeenCalledTimes(1);
      }),
      { seed, numRuns: 50 },
    );
  });
});

describe('encode says what it cannot write', () => {
  const answer = (value: unknown) => encode({ ...envelope, performative: 'answer', body: { value } });
  const circle: Record<string, unknown> = {};
  circle.again = { circle };

  test.each([
    ['a BigInt', 1n, 'BigInt'],
    ['a circle', circle, 'circle'],
    ['NaN, which JSON would make null', [Number.NaN], 'finite'],
    ['infinity', { a: Number.POSITIVE_INFINITY }, 'finite'],
  ])('%s', (_, value, said) => {
    const thrown = thrownBy(() => answer(value));
    expect(thrown).toMatchObject({ code: 'wrong-schema', retryable: false });
    expect(thrown.message).toContain(said);
    expect(thrown.message).toContain('answer');
  });

  test('a message beyond the limit says how large it is and what to do', () => {
    const thrown = thrownBy(() => answer('é'.repeat(limits.payloadBytesMax / 2)));
    expect(thrown).toMatchObject({ code: 'payload-too-large', action: 'give-up' });
    expect(thrown.message).toMatch(/\d{7} bytes.*reference/);
  });

  test('a message at the limit is written and read', () => {
    const empty = answer('').length;
    const bytes = answer('x'.repeat(limits.payloadBytesMax - empty));
    expect(bytes.length).toBe(limits.payloadBytesMax);
    expect(decode(bytes).ok).toBe(true);
  });
});
