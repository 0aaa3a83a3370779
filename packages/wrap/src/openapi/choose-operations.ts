// Which operations of a document are meant by `--only`.

import type { ListedOperation } from './operation/list-operations.ts';
import { distance } from './spelling.ts';
import { WrapError } from './wrap-error.ts';

const suggestionsMax = 3;

/** @throws WrapError `unknown-operation`, with names that are near */
export function chooseOperations(
  all: readonly ListedOperation[],
  only: readonly string[] | undefined,
): ListedOperation[] {
  if (only === undefined || only.length === 0) return [...all];
  const chosen = new Set<ListedOperation>();
  for (const asked of only) {
    const found = all.filter((each) => namesOf(each).some((name) => name.toLowerCase() === asked.trim().toLowerCase()));
    if (found.length === 0) throw unknown(asked.trim(), all);
    for (const each of found) chosen.add(each);
  }
  return all.filter((each) => chosen.has(each));
}

function namesOf({ id, name, method, path }: ListedOperation): string[] {
  return [id, name, `${method} ${path}`];
}

function unknown(asked: string, all: readonly ListedOperation[]): WrapError {
  const near = all
    .map((each) => ({ id: each.id, far: Math.min(...namesOf(each).map((name) => distance(name, asked))) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, suggestionsMax)
    .map(({ id }) => `"${id}"`);
  const hint = near.length === 0 ? 'The document has no operations.' : `Near are ${near.join(', ')}.`;
  return new WrapError('unknown-operation', `--only: the document has no operation "${asked.slice(0, 80)}". ${hint}`);
}
