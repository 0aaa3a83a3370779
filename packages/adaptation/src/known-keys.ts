// Whether a valid value is really understood: a schema that is silent about further names lets any through, and whoever
// reads by it drops them. And whether two schemas of one name mean the same number.

import { isObject } from './paths.ts';
import type { Shape } from './shape.ts';

/** Whether the shape names every key of the value, or expressly takes any. */
export function namesAll(value: unknown, shape: Shape): boolean {
  if (Array.isArray(value)) return shape.items === undefined || value.every((item) => namesAll(item, shape.items!));
  if (!isObject(value)) return true;
  if (shape.kind === 'union') return shape.branches.some((branch) => namesAll(value, branch));
  if (shape.kind !== 'object') return true;
  return Object.entries(value).every(([key, item]) => {
    const inner = shape.properties.get(key);
    return inner === undefined ? shape.open : namesAll(item, inner);
  });
}

/** Whether a value's own schema gives no number of it another unit than the target does. */
export function unitsAgree(value: unknown, shape: Shape, source: Shape | undefined): boolean {
  if (source === undefined) return true;
  if (Array.isArray(value)) {
    return shape.items === undefined || value.every((item) => unitsAgree(item, shape.items!, source.items));
  }
  if (!isObject(value))
    return (
      typeof value !== 'number' || shape.unit === undefined || source.unit === undefined || shape.unit === source.unit
    );
  return Object.entries(value).every(([key, item]) => {
    const inner = shape.properties.get(key);
    return inner === undefined || unitsAgree(item, inner, source.properties.get(key));
  });
}
