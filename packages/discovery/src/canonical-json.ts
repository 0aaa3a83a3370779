// JSON in one form only, so that equal values have equal hashes in every language: object keys in the order of their
// UTF-16 code units, no white space (RFC 8785 for what JSON Schemas hold). It knows nothing of what is written.

/** The canonical JSON of a value. What JSON leaves out (undefined, functions) is left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return canonicalJson(toJSON.call(value));
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined && typeof part !== 'function')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
  return `{${parts.join(',')}}`;
}
