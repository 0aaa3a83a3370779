// What the writers of schemas hand each other: the dialect, the direction, the names used, and how deep they are.

import { Unwrappable } from '../wrap-error.ts';
import type { Dialect } from './flat-schema.ts';

/** Whether values of the schema go to the service or come from it: `readOnly`, `writeOnly` and formats differ. */
export type Direction = 'input' | 'output';

/** A part of a schema, with the names that it needs for itself. */
export interface Piece {
  readonly code: string;
  readonly uses: ReadonlySet<string>;
  readonly label: string;
}

export interface Writing {
  readonly dialect: Dialect;
  readonly direction: Direction;
  /** Names of constants and imports that the code needs. */
  readonly uses: Set<string>;
  /** References that are being followed without anything in between that a value would have to have. */
  readonly open: ReadonlySet<string>;
  readonly depth: number;
  /** What a part of it would be called. */
  readonly label: string;
  /** How much more may be written. */
  readonly budget: { nodes: number };
  /** The code of a schema within this one. */
  code(schema: unknown, writing: Writing): string;
  /** The code that stands for a reference. */
  reference(ref: string, writing: Writing): string;
  /** Makes a constant of a part. @returns its name */
  moveOut(piece: Piece): string;
}

const depthMax = 100;
export const nodesMax = 4_000;

/** One level further in: within a property or an element, where no reference is open any more. It keeps its own uses. */
export function deeper(writing: Writing, step: string): Writing {
  return { ...counted(writing), open: new Set(), label: labelled(writing.label, step), uses: new Set() };
}

/** One level further in, at the same value: an alternative. It keeps its own uses. */
export function beside(writing: Writing, step: string): Writing {
  return { ...counted(writing), label: labelled(writing.label, step), uses: new Set() };
}

function labelled(label: string, step: string): string {
  return step === '' ? label : `${label} ${step}`;
}

function counted(writing: Writing): Writing {
  writing.budget.nodes -= 1;
  if (writing.depth >= depthMax) throw new Unwrappable(`its schema nests deeper than ${depthMax} levels`);
  if (writing.budget.nodes < 0) throw new Unwrappable(`its schema has more than ${nodesMax} parts`);
  return { ...writing, depth: writing.depth + 1 };
}
