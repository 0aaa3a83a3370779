// Two rules of JSON Schema that zod has no word for, for the `refine` of a schema.

/** `uniqueItems` (JSON Schema 2020-12, 6.4.3): no two elements are equal, whatever the order of an object's keys. */
export function distinct(values: readonly unknown[]): boolean {
  return new Set(values.map(canonical)).size === values.length;
}

/** `minProperties` and `maxProperties` (6.5.1, 6.5.2), as a check of an object. */
export function keyCount(min: number, max = Number.POSITIVE_INFINITY): (value: object) => boolean {
  return (value) => {
    const count = Object.keys(value).length;
    return count >= min && count <= max;
  };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
