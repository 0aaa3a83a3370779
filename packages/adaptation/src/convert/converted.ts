// What a conversion answers: the value with what was done, or why not, as a question where a person can settle it.

import type { StepKind } from '../outcome.ts';

export type Converted =
  | { readonly ok: true; readonly value: unknown; readonly did?: { readonly kind: StepKind; readonly note: string } }
  | { readonly ok: false; readonly question?: string; readonly candidates?: string[] };

export const refused: Converted = { ok: false };

/** A value for a person's eye, short. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

export function readAs(kind: StepKind, from: unknown, value: unknown): Converted {
  return {
    ok: true,
    value,
    did: { kind, note: `${shown(from)} read as ${typeof value === 'string' ? value : shown(value)}` },
  };
}
