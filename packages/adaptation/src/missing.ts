// What must be asked, all told: what the fit itself found doubtful, and what the validator finds wrong with the result. A
// field is asked for once, by the question that says most.

import type { ErrorObject } from 'ajv/dist/2020.js';
import { shown } from './convert/converted.ts';
import type { Fitting } from './fitting.ts';
import type { MissingField } from './outcome.ts';
import { type Path, pathText, valueAt } from './paths.ts';
import { questionAgainst, questionFor } from './questions.ts';
import type { Shape } from './shape.ts';

const missingMax = 64;
/** Errors that only say that something inside is wrong. */
const summaries: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'if']);

/** Empty where the value is valid and nothing is in doubt. */
export function missingFrom(fitting: Fitting, errors: readonly ErrorObject[], value: unknown): MissingField[] {
  const found = new Map<string, MissingField>();
  for (const each of fitting.missing) if (!found.has(each.path)) found.set(each.path, each);
  const telling = errors.filter(({ keyword }) => !summaries.has(keyword));
  for (const error of telling.length > 0 ? telling : errors) {
    const path = pathOf(error);
    const text = pathText(path);
    if ([...found.keys()].some((known) => known === text || known.startsWith(`${text}.`))) continue;
    const shape = shapeAt(fitting.target.shape, path);
    const name = path.at(-1) ?? 'input';
    const given = valueAt(value, path);
    const what =
      error.keyword === 'required' || shape === undefined
        ? questionFor(name, shape)
        : questionAgainst(name, shape, shown(given));
    const candidates = Array.isArray(shape?.schema.enum)
      ? shape.schema.enum.filter((each) => typeof each === 'string').slice(0, 20)
      : [];
    found.set(text, { path: text, what, ...(candidates.length > 0 ? { candidates } : {}) });
  }
  const { trouble } = fitting.meanings;
  const because = trouble === undefined ? '' : ` (What names mean could not be compared: ${trouble}.)`;
  return [...found.values()].slice(0, missingMax).map((each) => ({ ...each, what: `${each.what}${because}` }));
}

function pathOf({ instancePath, keyword, params }: ErrorObject): Path {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keyword === 'required' ? [...path, String(params.missingProperty)] : path;
}

function shapeAt(shape: Shape, path: Path): Shape | undefined {
  let at: Shape | undefined = shape;
  for (const key of path) at = at?.properties.get(key) ?? at?.items;
  return at;
}
