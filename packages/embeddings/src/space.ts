// The name of a vector space. Two vectors may be compared when, and only when, their spaces are equal: the same weights,
// in the same precision, pooled in the same way. The name can be computed without loading the model.

import { createHash } from 'node:crypto';

/** `model:dtype:pooling:<first 12 hex digits of the weights' sha256>`. */
export function spaceOf(model: { name: string; dtype: string; pooling: string; weightsSha256: string }): string {
  return `${model.name}:${model.dtype}:${model.pooling}:${model.weightsSha256.slice(0, 12)}`;
}

/** A space as it appears in subjects and keys: the first 16 hex digits of its sha256. */
export function spaceToken(space: string): string {
  return createHash('sha256').update(space, 'utf8').digest('hex').slice(0, 16);
}
