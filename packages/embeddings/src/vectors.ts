// Arithmetic on vectors, and the one gate through which a model's numbers become a vector that may be compared.
// It knows nothing of models or texts.

import { EmbeddingError } from './errors.ts';

/** The dot product of two vectors of the same length: the cosine, where both have norm 1. Throws `bad-vector` on unequal lengths. */
export function dot(a: Float32Array, b: Float32Array): number {
  requireSameLength(a, b);
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Cosine of the angle between two vectors, -1 to 1; 0 where one of them is zero. Throws `bad-vector` on unequal lengths. */
export function cosine(a: Float32Array, b: Float32Array): number {
  requireSameLength(a, b);
  let product = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i]!;
    const y = b[i]!;
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  const norms = Math.sqrt(squareA) * Math.sqrt(squareB);
  return norms === 0 ? 0 : Math.max(-1, Math.min(1, product / norms));
}

/**
 * A copy of `numbers` with Euclidean norm 1.
 * Throws `bad-vector` where the length is not `dims`, a number is not finite, or all are zero (a text of unknown words only).
 */
export function unitVector(numbers: ArrayLike<number>, dims: number): Float32Array {
  if (numbers.length !== dims) {
    throw new EmbeddingError(
      'bad-vector',
      `A vector has ${numbers.length} numbers where ${dims} are due: check the model's dims.`,
    );
  }
  let square = 0;
  for (let i = 0; i < dims; i += 1) square += numbers[i]! * numbers[i]!;
  const norm = Math.sqrt(square);
  if (!Number.isFinite(norm)) {
    throw new EmbeddingError(
      'bad-vector',
      'The model answered numbers that are not finite: say it in other words, or use another model.',
    );
  }
  if (norm < 1e-12) {
    throw new EmbeddingError(
      'bad-vector',
      'The model knows no word of this text (a zero vector): say it in other words.',
    );
  }
  const unit = new Float32Array(dims);
  for (let i = 0; i < dims; i += 1) unit[i] = numbers[i]! / norm;
  return unit;
}

function requireSameLength(a: Float32Array, b: Float32Array): void {
  if (a.length !== b.length) {
    throw new EmbeddingError(
      'bad-vector',
      `Vectors of ${a.length} and ${b.length} numbers cannot be compared: they are of different models.`,
    );
  }
}
