import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  cosine,
  dequantise,
  dot,
  normaliseText,
  prepareText,
  quantise,
  textCharactersMax,
  unitVector,
} from '../src/index.ts';

const number = fc.float({ min: -100, max: 100, noNaN: true, noDefaultInfinity: true });
const vector = fc
  .array(number, { minLength: 1, maxLength: 64 })
  .map((numbers) => Float32Array.from(numbers))
  .filter((numbers) => numbers.some((n) => Math.abs(n) > 1e-3));

describe('vectors', () => {
  test('a unit vector has norm 1 and the direction it had', () => {
    fc.assert(
      fc.property(vector, (numbers) => {
        const unit = unitVector(numbers, numbers.length);
        expect(Math.hypot(...unit)).toBeCloseTo(1, 5);
        expect(cosine(unit, numbers)).toBeCloseTo(1, 5);
      }),
    );
  });

  test('vectors of different lengths are not compared', () => {
    for (const compare of [cosine, dot]) {
      expect(() => compare(Float32Array.of(1), Float32Array.of(1, 2))).toThrow(
        expect.objectContaining({ code: 'bad-vector' }),
      );
    }
  });

  test('a zero vector is like nothing', () => {
    expect(cosine(Float32Array.of(0, 0), Float32Array.of(1, 0))).toBe(0);
  });
});

describe('a quantised vector', () => {
  test('comes back within half a step in every number', () => {
    fc.assert(
      fc.property(vector, (numbers) => {
        const packed = quantise(numbers);
        const back = dequantise(JSON.parse(JSON.stringify(packed)), numbers.length);
        for (const [i, value] of back.entries()) {
          expect(Math.abs(value - numbers[i]!)).toBeLessThanOrEqual(packed.scale * 0.501);
        }
      }),
    );
  });

  test.each([
    ['an empty vector', Float32Array.of()],
    ['zeros', Float32Array.of(0, 0)],
    ['a number that is not finite', Float32Array.of(1, Number.NaN)],
  ])('cannot be made of %s', (_, bad) => {
    expect(() => quantise(bad)).toThrow(expect.objectContaining({ code: 'bad-vector' }));
  });

  test.each([
    ['a scale of zero', { scale: 0, data: 'AQI=' }],
    ['a negative scale', { scale: -1, data: 'AQI=' }],
    ['a scale that is no number', { scale: Number.NaN, data: 'AQI=' }],
    ['no data', { scale: 1, data: '' }],
    ['data that are not base64', { scale: 1, data: 'A*I=' }],
    ['too many numbers', { scale: 1, data: 'AQID' }],
  ])('from somebody else is refused with %s', (_, bad) => {
    expect(() => dequantise(bad, 2)).toThrow(expect.objectContaining({ code: 'bad-vector' }));
  });
});

describe('a text', () => {
  test('normalised twice is as normalised once, and has no space to spare', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const once = normaliseText(text);
        expect(normaliseText(once)).toBe(once);
        expect(once).toBe(once.trim());
        expect(once).not.toMatch(/\s\s/u);
      }),
    );
  });

  test('is cut to the limit, and never in the middle of a character', () => {
    const cut = prepareText(`a${'\u{1f600}'.repeat(textCharactersMax)}`);
    expect(cut.length).toBeLessThanOrEqual(textCharactersMax);
    expect(cut.isWellFormed()).toBe(true);
    expect(prepareText(`${' '.repeat(1_000_000)}words`)).toBe('words');
  });
});
