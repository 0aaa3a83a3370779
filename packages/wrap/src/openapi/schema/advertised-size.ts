// How much an agent would say of an operation to the mesh: an advert writes out every schema that it names, each time.

import { limits } from '@parley/protocol';
import { Unwrappable } from '../wrap-error.ts';
import type { NamedSchema } from './named-schemas.ts';

const texts = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
/** JSON of a schema takes about as many bytes as its code, half of them more at worst; vectors and words need room too. */
const charactersMax = limits.payloadBytesMax / 2;

/** @throws Unwrappable for what no advert can hold */
export function assertAdvertised(code: string, schemas: readonly NamedSchema[]): void {
  const sizes = new Map<string, number>();
  // What one needs is before it, except where it leads to itself, which an advert writes once.
  for (const { name, code: own } of schemas) sizes.set(name, sizeOf(own, sizes));
  const size = sizeOf(code, sizes);
  if (size <= charactersMax) return;
  const told = `about ${Math.round(size / 1_000)} kB`;
  throw new Unwrappable(`its schemas, written out, take ${told}, and an advert holds ${charactersMax / 1_000} kB`);
}

/** The code, with each name as long as what it stands for. */
function sizeOf(code: string, sizes: ReadonlyMap<string, number>): number {
  const names = code.replace(texts, '').match(/\b[A-Z]\w*/g) ?? [];
  return names.reduce((sum, name) => sum + (sizes.get(name) ?? 0), code.length);
}
