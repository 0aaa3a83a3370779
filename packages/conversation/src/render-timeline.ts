// A conversation's timeline for a person: seconds since it was asked, a label, what is said. What both sides tell is said
// once, unless all is wanted; what the record is short of is said at the end.

import { addressOfWriter, type Entry } from './batch.ts';
import { saidOf } from './timeline-lines.ts';
import type { ConversationView, RecordGaps } from './view.ts';
import { lineOf, type TextLine } from './words.ts';

export interface RenderOptions {
  /** Also what agents tell of what their caller tells as well. */
  readonly all?: boolean;
  /** Only these of the view's entries, and nothing of the gaps: for following. */
  readonly only?: readonly Entry[];
}

const timeWidth = 9;
const labelWidth = 10;
const toldByCaller: ReadonlySet<string> = new Set(['bid-made', 'bid-refused', 'bid-missing', 'part-ended']);

export function renderTimeline(view: ConversationView, options: RenderOptions = {}): readonly TextLine[] {
  const shown = (options.only ?? view.timeline).filter(
    ({ body, writer }) => options.all === true || !(toldByCaller.has(body.type) && hasCaller(view, writer)),
  );
  const lines = shown.flatMap((entry) =>
    saidOf(entry).map(([tone, label, text], index) => {
      const time = index === 0 ? timeOf(entry, view) : '';
      return lineOf(tone, `${time.padStart(timeWidth)}  ${label.padEnd(labelWidth)}  ${text}`);
    }),
  );
  return options.only === undefined ? [...lines, ...gapLines(view.gaps)] : lines;
}

/** Whether the caller's own words about this agent are there. */
function hasCaller({ bidders }: ConversationView, { name, instance }: Entry['writer']): boolean {
  return bidders.some((each) => each.agent === name && each.instance === instance && each.answer !== 'none');
}

// The caller's own count of time where it has one; "~" where clocks of two processes are compared.
function timeOf({ body, timeMs }: Entry, { startedAtMs }: ConversationView): string {
  if ('atMs' in body) return `${(body.atMs / 1_000).toFixed(2)} s`;
  return startedAtMs === undefined ? '' : `~${((timeMs - startedAtMs) / 1_000).toFixed(2)} s`;
}

/** What the record is short of; no line where it is whole. */
export function gapLines({ dropped, missing, undecodable, truncated }: RecordGaps): readonly TextLine[] {
  return [
    ...(dropped > 0 ? [`${dropped} entries were left out by their writers, who had no room for them.`] : []),
    ...missing.map(({ writer, n }) => `Entries of ${addressOfWriter(writer)} before its #${n} are missing.`),
    ...undecodable.map(({ sequence, text }) => `Message ${sequence} of the record cannot be read: ${text}.`),
    ...(truncated ? ['There is more in the record than was read.'] : []),
  ].map((text) => lineOf('bad', text));
}
