// The short form of entries, as they lie in the stream: names stand once a batch in a table, what comes in every
// conversation is a list of values instead of an object, since most of what a record costs is its bytes. Scores keep all
// their digits: what would have won is worked out from them. The two directions stand side by side. Whatever has no short
// form, or does not fit it, is written as it is.

import type { Money } from '@parley/protocol';
import type { BoardRow, Candidate, EntryBody, Missed, Weights } from './bodies.ts';
import type { PendingEntry } from './page.ts';

type Unread = readonly unknown[];

/** The names of one batch, each by the number of its first use. */
export class Names {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.list.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

/** `[n, milliseconds since fromMs, body, causedBy, says]`, the last two only where there are any. */
export function packEntry({ n, timeMs, causedBy, says, body }: PendingEntry, fromMs: number, names: Names): unknown {
  const packed = [n, timeMs - fromMs, packBody(body, names)];
  if (says !== undefined) return [...packed, causedBy, says];
  return causedBy === undefined ? packed : [...packed, causedBy];
}

/** What `packEntry` made, as an object again for whoever checks it; undefined for what is no list. */
export function unpackEntry(entry: unknown, fromMs: number, names: Unread): unknown {
  if (!Array.isArray(entry)) return undefined;
  const [n, sinceMs, body, causedBy, says] = entry as Unread;
  return { n, timeMs: fromMs + Number(sinceMs), body: unpackBody(body, names), ...there({ causedBy, says }) };
}

/** A list for what has a short form, else the body. @throws TypeError for a body that is not of its type */
function packBody(body: EntryBody, names: Names): unknown {
  switch (body.type) {
    case 'asked': {
      const { intent, capability, input, withinMs, currency, weights, firstAcceptable } = body;
      if (body.priceLimit !== undefined || body.prefer !== undefined || body.dryRun !== undefined) return body;
      if (body.parent !== undefined || body.ownChoice !== undefined || body.ownScore !== undefined) return body;
      if (body.by !== undefined || body.isCall !== undefined || body.contract !== undefined) return body;
      const what = [intent, capability === undefined ? -1 : names.of(capability), boxed(input)];
      return ['asked', micros(body.atMs), ...what, withinMs, names.of(currency), packWeights(weights), firstAcceptable];
    }
    case 'shortlisted': {
      const { round, candidates, threshold, size, missed, missedMore } = body;
      const rows = candidates.map((each) => [
        ...who(each, names),
        names.of(each.capability),
        each.similarity,
        each.reliability,
        each.doubt,
        ...(each.timeFactor === undefined ? [] : [each.timeFactor]),
      ]);
      const others = missed?.map((each) => [
        ...who(each, names),
        names.of(each.capability),
        each.similarity,
        names.of(each.why),
        each.text === undefined ? undefined : names.of(each.text),
      ]);
      return ['shortlisted', micros(body.atMs), round, rows, threshold, size, others, missedMore];
    }
    case 'called':
      return ['called', micros(body.atMs), body.round, body.bidders.map((each) => names.of(each)), body.windowMs];
    case 'proposed': {
      const { price, etaMs, note } = body;
      const packed = ['proposed', micros(body.atMs), ...who(body, names), ...money(price, names), etaMs];
      return note === undefined ? packed : [...packed, note];
    }
    case 'scored':
      return ['scored', micros(body.atMs), body.board.map((row) => packRow(row, names)), packWeights(body.weights)];
    case 'awarded': {
      const { attempt, price, capability, etaMs, why, clearedWith } = body;
      const what = [...who(body, names), names.of(capability), ...money(price, names)];
      const packed = ['awarded', micros(body.atMs), attempt, ...what, etaMs, why];
      return clearedWith === undefined ? packed : [...packed, clearedWith];
    }
    case 'agreed':
      return ['agreed', micros(body.atMs), body.attempt, ...who(body, names), body.etaMs];
    case 'settled': {
      const { outcome, text, agent, instance, capability, price, output } = body;
      if (agent === undefined || capability === undefined || price === undefined) return body;
      if (body.code !== undefined || body.nearest !== undefined) return body;
      if (body.threshold !== undefined || body.missing !== undefined) return body;
      const what = [...who({ agent, instance }, names), names.of(capability), ...money(price, names)];
      return ['settled', micros(body.atMs), names.of(outcome), text, ...what, boxed(output)];
    }
    default:
      return body;
  }
}

/** What `packBody` made, as an object again; what is neither is handed back for whoever checks it. */
function unpackBody(packed: unknown, names: Unread): unknown {
  if (!Array.isArray(packed)) return packed;
  const [type, atMicros, ...rest] = packed as Unread;
  const atMs = millis(atMicros);
  const name = (number: unknown) => names[Number(number)];
  switch (type) {
    case 'asked': {
      const [intent, capability, input, withinMs, currency, weights, firstAcceptable] = rest;
      const what = capability === -1 ? {} : { capability: name(capability) };
      const limits = { withinMs, currency: name(currency), weights: unpackWeights(weights) };
      return { type, atMs, ...what, ...unboxed('input', input), ...limits, ...there({ intent, firstAcceptable }) };
    }
    case 'shortlisted': {
      const [round, rows, threshold, size, others, missedMore] = rest;
      const candidates = each(rows, ([agent, instance, capability, similarity, reliability, doubt, timeFactor]) => ({
        ...whoOf(agent, instance, names),
        capability: name(capability),
        similarity,
        reliability,
        ...there({ doubt, timeFactor }),
      })) as Candidate[];
      const missed = each(others, ([agent, instance, capability, similarity, why, text]) => ({
        ...whoOf(agent, instance, names),
        capability: name(capability),
        similarity,
        why: name(why),
        text: text === null || text === undefined ? undefined : name(text),
      })) as Missed[] | undefined;
      return { type, atMs, round, candidates, missed, ...there({ threshold, size, missedMore }) };
    }
    case 'called': {
      const [round, bidders, windowMs] = rest;
      return { type, atMs, round, bidders: Array.isArray(bidders) ? bidders.map(name) : undefined, windowMs };
    }
    case 'proposed': {
      const [agent, instance, amount, currency, etaMs, note] = rest;
      return {
        type,
        atMs,
        ...whoOf(agent, instance, names),
        price: { amount: name(amount), currency: name(currency) },
        etaMs,
        ...there({ note }),
      };
    }
    case 'scored': {
      const [rows, weights] = rest;
      return { type, atMs, board: each(rows, (row) => unpackRow(row, names)), weights: unpackWeights(weights) };
    }
    case 'awarded': {
      const [attempt, agent, instance, capability, amount, currency, etaMs, why, clearedWith] = rest;
      const price = { amount: name(amount), currency: name(currency) };
      const what = { ...whoOf(agent, instance, names), capability: name(capability), price, etaMs, why };
      return { type, atMs, attempt, ...what, ...there({ clearedWith }) };
    }
    case 'agreed': {
      const [attempt, agent, instance, etaMs] = rest;
      return { type, atMs, attempt, ...whoOf(agent, instance, names), etaMs };
    }
    case 'settled': {
      const [outcome, text, agent, instance, capability, amount, currency, output] = rest;
      const price = { amount: name(amount), currency: name(currency) };
      const what = { ...whoOf(agent, instance, names), capability: name(capability), price };
      return { type, atMs, outcome: name(outcome), text, ...what, ...unboxed('output', output) };
    }
    default:
      return { type };
  }
}

function packRow(row: BoardRow, names: Names): unknown {
  const { capability, price, etaMs, timeFactor, fit, score, scoreByTerm, note, ineligible } = row;
  const terms = scoreByTerm === undefined ? undefined : packWeights(scoreByTerm);
  const fits = fit.missing === undefined && fit.mapping === undefined ? names.of(fit.status) : fit;
  const packed = [...who(row, names), names.of(capability), ...money(price, names), etaMs, fits, score, terms];
  const isPlain = note === undefined && ineligible === undefined && timeFactor === undefined;
  return isPlain ? packed : [...packed, note, ineligible, timeFactor];
}

function unpackRow(
  [agent, instance, capability, amount, currency, etaMs, fit, score, terms, note, ineligible, timeFactor]: Unread,
  names: Unread,
) {
  return {
    ...whoOf(agent, instance, names),
    capability: names[Number(capability)],
    price: { amount: names[Number(amount)], currency: names[Number(currency)] },
    etaMs,
    fit: typeof fit === 'number' ? { status: names[fit] } : fit,
    ...there({
      timeFactor,
      score,
      note,
      ineligible,
      scoreByTerm: terms === null ? undefined : unpackWeights(terms),
    }),
  };
}

function packWeights({ price, time, reliability, quality }: Weights): unknown {
  return [price, time, reliability, quality];
}

function unpackWeights(packed: unknown): unknown {
  if (!Array.isArray(packed)) return undefined;
  const [price, time, reliability, quality] = packed as Unread;
  return { price, time, reliability, quality };
}

/** Agent and instance, each by its number; an instance that is not there is -1. */
function who({ agent, instance }: { readonly agent: string; readonly instance?: string | undefined }, names: Names) {
  return [names.of(agent), instance === undefined ? -1 : names.of(instance)] as const;
}

function money({ amount, currency }: Money, names: Names) {
  return [names.of(amount), names.of(currency)] as const;
}

function whoOf(agent: unknown, instance: unknown, names: Unread): object {
  const one = { agent: names[Number(agent)] };
  return instance === -1 ? one : { ...one, instance: names[Number(instance)] };
}

function each(rows: unknown, read: (row: Unread) => object): object[] | undefined {
  return Array.isArray(rows) ? rows.map((row) => read(Array.isArray(row) ? row : [])) : undefined;
}

/** Without what was not there, which a list of JSON says as null. */
function there(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

/** A value that may be anything, null as well, in a list of its own. */
function boxed(value: unknown): readonly unknown[] | undefined {
  return value === undefined ? undefined : [value];
}

function unboxed(field: string, box: unknown): object {
  return Array.isArray(box) ? { [field]: box[0] } : {};
}

/** Whole microseconds: a fraction takes longer to write than its bytes tell. */
function micros(ms: number): number {
  return Math.round(ms * 1_000);
}

/** From whole microseconds; what is no number is handed back for whoever checks it. */
function millis(micros: unknown): unknown {
  return typeof micros === 'number' ? micros / 1_000 : micros;
}
