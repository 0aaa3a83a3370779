// Lines as one stream shows them: folded at a terminal's width, and coloured; neither where it is no terminal, no colour
// where NO_COLOR says so. The colour library's own guess is not asked: it colours pipes where CI is set.

import { foldedLine, type NarratedLine, type Tone } from '@parley/mesh';
import pc from 'picocolors';

export type Paint = (line: NarratedLine) => string;

/** @param env TERM and NO_COLOR of the entry point */
export function paintFor(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): Paint {
  const { dim, bold, green, red } = pc.createColors(stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb');
  const painters: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    quiet: dim,
    strong: bold,
    good: green,
    bad: red,
  };
  return ({ tone, text }) => painters[tone](foldedLine(text, stream.columns));
}
