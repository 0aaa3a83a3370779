// Questions to a person about fields, from what the schema says of them.

import type { Shape } from './shape.ts';

/** "What is the delivery city (where it is brought to)?" */
export function questionFor(name: string, shape: Shape | undefined): string {
  return `What is the ${inWords(name)}${explained(shape)}?`;
}

/** "Which of these is the city: town or place?" */
export function questionBetween(name: string, shape: Shape, candidates: readonly string[]): string {
  if (candidates.length === 1) return `Is "${candidates[0]}" the ${inWords(name)}${explained(shape)}?`;
  const all = candidates.map((each) => `"${each}"`);
  return `Which of these is the ${inWords(name)}${explained(shape)}: ${all.slice(0, -1).join(', ')} or ${all.at(-1)}?`;
}

/** "The amount takes a number, and "abc" is none: what is it?" */
export function questionAgainst(name: string, shape: Shape, given: string): string {
  const due = kindOf(shape);
  return `The ${inWords(name)} is to be ${due}, and ${given} is not: what is it?`;
}

function kindOf(shape: Shape): string {
  const { schema, kind } = shape;
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.slice(0, 12).map(String).join(', ')}`;
  if (typeof schema.format === 'string') return `a ${schema.format}`;
  if (kind === 'integer') return 'a whole number';
  if (kind === 'array') return 'a list';
  return kind === 'object'
    ? 'an object'
    : kind === 'any' || kind === 'union'
      ? 'of another form'
      : kind === 'string'
        ? 'a text of another form'
        : `a ${kind}`;
}

function inWords(name: string): string {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
}

function explained(shape: Shape | undefined): string {
  const text = shape?.description.trim().replace(/[.?!]+$/, '') ?? '';
  if (text === '') return '';
  return ` (${text.length <= 120 ? text : `${text.slice(0, 117)}...`})`;
}
