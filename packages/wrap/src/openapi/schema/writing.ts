// What the writers of schemas hand each other: the dialect, the direction, the names used, and how deep they are.

import { Unwrappable } from '../wrap-error.ts';
import type { Dialect } from './flat-schema.ts';

/** Whether values of the schema go to the service or come from it: `readOnly`, `writeOnly` and formats differ. */
export type Direction = 'input' | 'output';

export interface Writing {
  readonly dialect: Dialect;
  readonly direction: Direction;
  /** Names of constants and imports that the code needs. */
  readonly uses: Set<string>;
  /** References that are being followed without anything in between that a value would have to have. */
  readonly open: ReadonlySet<string>;
  readonly depth: number;
  /** How much more may be written. */
  readonly budget: { nodes: number };
  /** The code of a schema within this one. */
  code(schema: unknown, writing: Writing): string;
  /** The code that stands for a reference. */
  reference(ref: string, writing: Writing): string;
}

const depthMax = 40;
export const nodesMax = 4_000;

/** One level further in: within a property or an element, where no reference is open any more. */
export function deeper(writing: Writing): Writing {
  return { ...counted(writing), open: new Set() };
}

/** One level further in, at the same value: an alternative, or a part of `allOf`. */
export function beside(writing: Writing): Writing {
  return counted(writing);
}

function counted(writing: Writing): Writing {
  writing.budget.nodes -= 1;
  if (writing.depth >= depthMax) throw new Unwrappable(`its schema nests deeper than ${depthMax} levels`);
  if (writing.budget.nodes < 0) throw new Unwrappable(`its schema has more than ${nodesMax} parts`);
  return { ...writing, depth: writing.depth + 1 };
}
