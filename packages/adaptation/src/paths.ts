// Paths through JSON: lists of keys inside, dotted text outside (`items.0.price`), and safe reading and writing by them.

export type Path = readonly string[];

export type JsonObject = Record<string, unknown>;

/** Dotted, as the rest of the house writes paths; the whole payload is `input`. */
export function pathText(path: Path): string {
  return path.length === 0 ? 'input' : path.join('.');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path of own keys, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as JsonObject)[key];
  }
  return at;
}

/** Writes into objects only, making those that lack; never through a prototype. */
export function setAt(root: JsonObject, path: Path, value: unknown): void {
  let at = root;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(at, key) || !isObject(at[key])) define(at, key, {});
    at = at[key] as JsonObject;
  }
  define(at, path.at(-1)!, value);
}

export function define(object: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

export function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((key, i) => path[i] === key);
}
