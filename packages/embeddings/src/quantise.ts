// Vectors small enough for an advert: one signed byte a number with one scale a vector (384 numbers: 512 characters of
// base64 in place of some 4,000 as decimal text). The error is at most half a step, a cosine of .9999 to the original.

import { EmbeddingError } from './errors.ts';

/** A vector as it travels: number i is about `scale * int8[i]`; `data` is the bytes in base64. */
export interface QuantisedVector {
  readonly scale: number;
  readonly data: string;
}

/** Packs a vector. Throws `bad-vector` where it is empty, zero or not finite. */
export function quantise(vector: Float32Array): QuantisedVector {
  let largest = 0;
  for (const number of vector) {
    if (!Number.isFinite(number))
      throw new EmbeddingError('bad-vector', 'A vector to quantise holds a number that is not finite.');
    largest = Math.max(largest, Math.abs(number));
  }
  if (largest === 0)
    throw new EmbeddingError('bad-vector', 'A vector to quantise is empty or zero: it has no direction.');
  const scale = largest / 127;
  // A loop: `from` with a function takes fifty times as long, and a thousand agents may join at once.
  const bytes = new Int8Array(vector.length);
  for (let i = 0; i < vector.length; i += 1) bytes[i] = Math.round(vector[i]! / scale);
  return { scale, data: Buffer.from(bytes.buffer).toString('base64') };
}

/**
 * Unpacks a vector, which may come from anybody. Its norm is that of the packed one to about a thousandth.
 * Throws `bad-vector` where the scale is no positive finite number, or the data are not base64 of `dims` bytes (any length
 * above zero where `dims` is left out).
 */
export function dequantise(packed: QuantisedVector, dims?: number): Float32Array {
  const { scale, data } = packed;
  if (!(Number.isFinite(scale) && scale > 0)) {
    throw new EmbeddingError(
      'bad-vector',
      `A quantised vector's scale must be a positive number, not ${String(scale)}.`,
    );
  }
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== data) {
    throw new EmbeddingError('bad-vector', "A quantised vector's data must be padded base64 of at least one byte.");
  }
  if (dims !== undefined && bytes.length !== dims) {
    throw new EmbeddingError('bad-vector', `A quantised vector has ${bytes.length} numbers where ${dims} are due.`);
  }
  const numbers = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) numbers[i] = bytes.readInt8(i) * scale;
  return numbers;
}
