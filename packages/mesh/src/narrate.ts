// A conversation's events as lines a person wants to read while it happens: what was found, who bid what, why one won,
// how far the work is, what broke and who took over. Plain text with a tone; it knows no colour and no terminal.

import type { BoardRow, ConversationEvent } from '@parley/contract-net';
import { mappingText } from '@parley/conversation';

/** How a line is meant; whoever prints it may colour it so. */
export type Tone = 'plain' | 'quiet' | 'strong' | 'good' | 'bad';

export interface NarratedLine {
  readonly tone: Tone;
  /** One line without a line break: the seconds since the conversation began, a label, and what is said. */
  readonly text: string;
}

type Said = readonly [tone: Tone, label: string, text: string];
type Teller = (who: { readonly agent: string; readonly instance: string }) => string;

const timeWidth = 8;
const labelWidth = 11;
const terms = ['price', 'time', 'reliability', 'quality'] as const;

/** Milliseconds as a person says them: "250 ms", "2.1 s". */
export function durationText(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/**
 * A narrator of one conversation: give it each event in order and print the lines it returns. An agent is called by its
 * name, and by name and instance where several of its instances are asked or one of them failed.
 */
export function createNarrator(): (event: ConversationEvent) => readonly NarratedLine[] {
  const instances = new Map<string, Set<string>>();
  const name: Teller = ({ agent, instance }) =>
    (instances.get(agent)?.size ?? 0) > 1 ? `${agent}/${instance}` : agent;
  return (event) => {
    if (event.type === 'shortlisted') {
      for (const { agent, instance } of event.candidates) {
        instances.set(agent, (instances.get(agent) ?? new Set<string>()).add(instance));
      }
    }
    return linesOf(event, name).map(([tone, label, text], index) => {
      const time = index === 0 ? `${(event.atMs / 1_000).toFixed(2)} s` : '';
      return { tone, text: `${time.padStart(timeWidth)}  ${label.padEnd(labelWidth)}  ${oneLine(text)}`.trimEnd() };
    });
  };
}

function linesOf(event: ConversationEvent, name: Teller): readonly Said[] {
  switch (event.type) {
    case 'shortlisted':
      return shortlistLines(event, name);
    case 'called':
      return [['quiet', 'call', `asked ${event.bidders.length} for a bid, within ${durationText(event.windowMs)}`]];
    case 'revised':
      return [['plain', 'better', `asked ${event.bidders.length} for a better bid${wishOf(event)}`]];
    case 'proposed': {
      const note = event.note === undefined ? '' : `  "${event.note}"`;
      return [['plain', 'bid', `${name(event)}: ${offer(event)}${note}`]];
    }
    case 'refused':
      return [['quiet', 'no bid', `${name(event)}: ${event.text}`]];
    case 'not-understood':
      return [['quiet', 'no bid', `${name(event)} lacks ${event.missing.join(', ') || 'input'}: ${event.text}`]];
    case 'unreachable':
      return [['quiet', 'no bid', `${name(event)}: ${event.text}`]];
    case 'scored':
      return boardLines(event, name);
    case 'awarded': {
      const again = event.attempt > 1 ? `attempt ${event.attempt}: ` : '';
      return [['strong', 'award', `${again}${name(event)} for ${offer(event)}: ${event.why}`]];
    }
    case 'agreed':
      return [['quiet', 'agreed', `${name(event)} promises it in ${durationText(event.etaMs)}`]];
    case 'progress': {
      const share = event.share === undefined ? '    ' : `${Math.round(event.share * 100)}%`.padStart(4);
      return [['plain', 'progress', `${share}  ${name(event)}${event.note === undefined ? '' : `: ${event.note}`}`]];
    }
    case 'queried':
      return [['strong', 'question', `${name(event)} asks: ${event.question}`]];
    case 'answered': {
      const { value, refused } = event;
      const told = refused === undefined ? JSON.stringify(value) : `none, because ${refused}`;
      return [['plain', 'answer', `to ${name(event)}: ${told}`]];
    }
    case 'attempt-failed':
      return [['bad', 'failed', failure(event)]];
    case 'rejected-late':
      return [['quiet', 'late', `${name(event)} sent ${event.performative}: ${event.text}`]];
    case 'settled':
      return [[event.outcome === 'done' ? 'good' : 'bad', event.outcome, event.text]];
  }
}

function shortlistLines(event: Extract<ConversationEvent, { type: 'shortlisted' }>, name: Teller): readonly Said[] {
  const width = widest(event.candidates.map(name));
  const label = event.round > 1 ? 'wider' : 'shortlist';
  return event.candidates.map((candidate, index) => [
    'plain',
    index === 0 ? label : '',
    `${name(candidate).padEnd(width)}  ${candidate.capability}, similarity ${candidate.similarity.toFixed(2)}`,
  ]);
}

// A small table: a term that counts for nothing has no column, and a head says how much each of the others counts.
function boardLines(event: Extract<ConversationEvent, { type: 'scored' }>, name: Teller): readonly Said[] {
  const shown = terms.filter((term) => event.weights[term] > 0);
  const width = Math.max(widest(event.board.map(name)), 'agent'.length);
  const heads = shown.map((term) => `${term} (${Math.round(event.weights[term] * 100)}%)`);
  const head: Said = ['quiet', 'score', `${'agent'.padEnd(width)}  ${heads.join('  ')}  total`];
  const rows = event.board.map((row): Said => {
    const scores = row.scoreByTerm;
    if (scores === undefined || row.score === undefined) {
      return ['quiet', '', `${name(row).padEnd(width)}  cannot win: ${row.ineligible?.text ?? 'not scored'}`];
    }
    const cells = shown.map((term, column) => scores[term].toFixed(3).padStart(heads[column]!.length));
    return ['plain', '', `${name(row).padEnd(width)}  ${cells.join('  ')}  ${row.score.toFixed(3)}`];
  });
  const adapted = event.board.flatMap((row): Said[] => {
    const { mapping = [] } = row.fit;
    return mapping.length === 0 ? [] : [['plain', 'adapted', `for ${name(row)}: ${mappingText(mapping)}`]];
  });
  return [head, ...rows, ...adapted];
}

function failure(event: Extract<ConversationEvent, { type: 'attempt-failed' }>): string {
  const after =
    event.detectionMs === undefined || event.cause === 'down' ? '' : ` after ${Math.round(event.detectionMs)} ms`;
  return `attempt ${event.attempt}, ${event.agent}/${event.instance}: ${event.text}; noticed because ${event.noticedBy}${after}`;
}

function wishOf({ price, etaMs, text }: Extract<ConversationEvent, { type: 'revised' }>): string {
  const wished = [
    ...(price === undefined ? [] : [`${price.amount} ${price.currency} or less`]),
    ...(etaMs === undefined ? [] : [`${durationText(etaMs)} or less`]),
    ...(text === undefined ? [] : [text]),
  ];
  return wished.length === 0 ? '' : `: ${wished.join(', ')}`;
}

function offer({ price, etaMs }: Pick<BoardRow, 'price' | 'etaMs'>): string {
  return `${price.amount} ${price.currency} in ${durationText(etaMs)}`;
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

// What a peer wrote may hold line breaks and control characters, and neither shall reach a terminal.
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
