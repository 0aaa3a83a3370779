// One entry as a person reads it: a label and what is said, in one line or, for a shortlist and a score board, several.

import { addressOfWriter, type Entry } from './batch.ts';
import type { BodyOf, EntryBody, EntryType } from './bodies.ts';
import { terms } from './reason.ts';
import { amount, apart, duration, mappingText, offer, type Tone } from './words.ts';

/** Tone, label, text. */
export type Said = readonly [tone: Tone, label: string, text: string];

type Teller<T extends EntryType> = (body: BodyOf<T>, entry: Entry) => readonly Said[];

const one = (tone: Tone, label: string, text: string): readonly Said[] => [[tone, label, text]];
const who = ({ agent, instance }: { readonly agent: string; readonly instance: string }) => `${agent}/${instance}`;
const noted = (note: string | undefined) => (note === undefined ? '' : `  "${note}"`);

const tellers: { readonly [T in EntryType]: Teller<T> } = {
  asked: (body) => one('strong', 'asked', askedText(body)),
  shortlisted: shortlistLines,
  called: ({ bidders, windowMs }) => one('quiet', 'cfp', `to ${bidders.join(', ')}; bids within ${duration(windowMs)}`),
  revised: (body) => one('plain', 'better', revisedText(body)),
  proposed: (body) => one('plain', 'bid', `${who(body)}: ${offer(body)}${noted(body.note)}`),
  refused: (body) => one('quiet', 'refused', `${who(body)} (${body.code}): ${body.text}`),
  'not-understood': (body) =>
    one('quiet', 'no bid', `${who(body)} lacks ${body.missing.join(', ') || 'input'}: ${body.text}`),
  unreachable: (body) => one('quiet', 'no bid', `${who(body)}: ${body.text}`),
  scored: boardLines,
  awarded: (body) => one('strong', 'award', `attempt ${body.attempt}: ${who(body)} for ${offer(body)}: ${body.why}`),
  agreed: (body) => one('quiet', 'agreed', `${who(body)} promises it in ${duration(body.etaMs)}`),
  progress: (body) => one('plain', 'progress', progressText(body)),
  metered: (body) =>
    one('plain', 'calls', `${who(body)} did ${body.calls} calls for ${amount(body.price)}, and ${body.failed} failed`),
  queried: (body) => one('strong', 'question', `${who(body)} asks: ${body.question ?? '(its words are not recorded)'}`),
  answered: (body) => one('plain', 'answer', `to ${who(body)}: ${answerText(body)}`),
  'attempt-failed': (body) => one('bad', 'failed', failureText(body)),
  'rejected-late': (body) => one('quiet', 'late', `${who(body)} sent ${body.performative}: ${body.text}`),
  settled: (body) => one(body.outcome === 'done' ? 'good' : 'bad', body.outcome, body.text),
  'bid-made': (body, entry) => one('quiet', 'at agent', `${writerName(entry)} bids ${offer(body)}${noted(body.note)}`),
  'bid-refused': (body, entry) => one('quiet', 'at agent', `${writerName(entry)} refuses (${body.code}): ${body.text}`),
  'bid-missing': (body, entry) =>
    one('quiet', 'at agent', `${writerName(entry)} lacks ${body.missing.join(', ') || 'input'}`),
  'work-started': (body, entry) => one('quiet', 'at agent', `${writerName(entry)} begins attempt ${body.attempt}`),
  'work-ended': (body, entry) => {
    const why = [body.code, body.text].filter((each) => each !== undefined).join(': ');
    return one(
      'quiet',
      'at agent',
      `${writerName(entry)} ended attempt ${body.attempt} ${body.ended}${why && `: ${why}`}`,
    );
  },
  'part-ended': (body, entry) =>
    one('quiet', 'at agent', `${writerName(entry)} is done here, ${body.end}: ${body.text}`),
  down: (body) =>
    one('bad', 'down', `${who(body)} (${body.cause}): ${body.text}; seen after ${duration(body.detectionMs)}`),
  restarted: (body) => {
    const instead = body.replaces === undefined ? '' : ` in place of ${body.replaces}`;
    const after = body.afterMs === undefined ? '' : `, ${duration(body.afterMs)} later`;
    return one('quiet', 'restart', `${who(body)} is there${instead}${after}`);
  },
  gap: (body, entry) =>
    one('bad', 'gap', `${body.dropped} entries of ${addressOfWriter(entry.writer)} are left out: ${body.text}`),
};

export function saidOf(entry: Entry): readonly Said[] {
  const { body } = entry;
  if (body.type === 'unknown')
    return one('quiet', '?', `${addressOfWriter(entry.writer)} tells what this version does not know: ${body.was}`);
  return (tellers[body.type] as Teller<EntryType>)(body as EntryBody, entry);
}

function revisedText({ bidders, price, etaMs, text }: BodyOf<'revised'>): string {
  const wished = [
    ...(price === undefined ? [] : [`${amount(price)} or less`]),
    ...(etaMs === undefined ? [] : [`${duration(etaMs)} or less`]),
    ...(text === undefined ? [] : [text]),
  ];
  return `${bidders.join(', ')} asked for a better bid${wished.length === 0 ? '' : `: ${wished.join(', ')}`}`;
}

function answerText({ value, refused }: BodyOf<'answered'>): string {
  if (refused !== undefined) return `none, because ${refused}`;
  return value === undefined ? '(not recorded)' : JSON.stringify(value);
}

function askedText({ intent, capability, withinMs, priceLimit, prefer, contract }: BodyOf<'asked'>): string {
  const words = intent === undefined ? (capability ?? '(its words are not recorded)') : `"${intent}"`;
  const what = contract === undefined ? words : `a contract for ${words}`;
  const limit = priceLimit === undefined ? '' : `, for at most ${amount(priceLimit)}`;
  return `${what} within ${duration(withinMs)}${limit}${prefer === undefined ? '' : `, ${prefer} counts most`}`;
}

function shortlistLines({ candidates, missed = [], threshold, round }: BodyOf<'shortlisted'>): readonly Said[] {
  const label = round > 1 ? 'wider' : 'shortlist';
  const lines = candidates.map((each): Said => {
    return ['plain', '', `${who(each)}  ${each.capability}, similarity ${each.similarity.toFixed(2)}`];
  });
  const others = missed.map(({ agent, capability, similarity, why, text }): Said => {
    const [own, bound] = apart(similarity, why === 'under-threshold' ? (threshold ?? 0) : 0);
    const reason = why === 'under-threshold' ? `under the threshold ${bound}` : (text ?? why.replaceAll('-', ' '));
    return [
      'quiet',
      '',
      `not asked: ${agent}  ${capability}, similarity ${why === 'under-threshold' ? own : similarity.toFixed(2)}, ${reason}`,
    ];
  });
  return [...lines, ...others].map(([tone, , text], index) => [tone, index === 0 ? label : '', text]);
}

// A term that counts for nothing has no column, and a head says how much each of the others counts.
function boardLines({ board, weights }: BodyOf<'scored'>): readonly Said[] {
  const shown = terms.filter((term) => weights[term] > 0);
  const width = Math.max('agent'.length, ...board.map((row) => who(row).length));
  const heads = shown.map((term) => `${term} (${Math.round(weights[term] * 100)}%)`);
  const rows = board.map((row): Said => {
    const { scoreByTerm, score, ineligible } = row;
    const name = who(row).padEnd(width);
    if (scoreByTerm === undefined || score === undefined) {
      return ['quiet', '', `${name}  cannot win: ${ineligible?.text ?? 'not scored'}`];
    }
    const cells = shown.map((term, column) => scoreByTerm[term].toFixed(3).padStart(heads[column]!.length));
    return ['plain', '', `${name}  ${cells.join('  ')}  ${score.toFixed(3)}`];
  });
  const adapted = board.flatMap((row): Said[] => {
    const { mapping = [] } = row.fit;
    return mapping.length === 0 ? [] : [['quiet', '', `${who(row)} takes it adapted: ${mappingText(mapping)}`]];
  });
  return [['quiet', 'score', `${'agent'.padEnd(width)}  ${heads.join('  ')}  total`], ...rows, ...adapted];
}

function progressText(body: BodyOf<'progress'>): string {
  const share = body.share === undefined ? '    ' : `${Math.round(body.share * 100)}%`.padStart(4);
  return `${share}  ${who(body)}${body.note === undefined ? '' : `: ${body.note}`}`;
}

function failureText(body: BodyOf<'attempt-failed'>): string {
  const after = body.detectionMs === undefined ? '' : `, after ${duration(body.detectionMs)}`;
  return `attempt ${body.attempt}, ${who(body)} (${body.cause}): ${body.text}; noticed because ${body.noticedBy}${after}`;
}

function writerName({ writer }: Entry): string {
  return `${writer.name}/${writer.instance}`;
}
