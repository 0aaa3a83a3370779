// The conversations of a mesh, newest first, a few facts of each. Only batches of callers are looked into, and of those
// only the few fields that a list shows, so that ten thousand conversations take about a second. The bus has no door for
// the last message of each subject, or for headers alone; with one this would read a fraction.

import type { Bus, StoredMessage } from '@parley/bus';
import { type Money, parseSubject, streams } from '@parley/protocol';
import { meshPage } from './batch.ts';
import type { BodyOf } from './bodies.ts';
import { Bundle, conversationOf, isBundle } from './bundle.ts';
import { unpackEntry } from './pack.ts';

export interface ListOptions {
  readonly mesh: string;
  /** Only those that ended otherwise than done, or in which an attempt failed for good. */
  readonly failed?: boolean;
  /** Only those in which an attempt failed and another was made. */
  readonly rerouted?: boolean;
  /** Also those that agents asked for: parts of another, and what they need themselves. */
  readonly parts?: boolean;
  /** Only those of which something was recorded in the last so many milliseconds, by the broker's clock. */
  readonly sinceMs?: number;
  readonly limit?: number;
  /** Now, in milliseconds since 1970; the process's own clock unless said. */
  readonly nowMs?: number;
}

export interface ConversationSummary {
  readonly conversation: string;
  /** The one that it is a part of. */
  readonly parent?: string;
  /** The agent that asked, `agent/instance`, where one did. */
  readonly askedBy?: string;
  readonly intent?: string;
  /** The name of the client that asked, where it has one. */
  readonly by?: string;
  /** One of many calls under a standing contract, or what some of them came to together, and that is `metered`. */
  readonly isCall?: boolean;
  /** It was asked for a standing contract, of which the price is that of a call. */
  readonly opensContract?: boolean;
  readonly metered?: { readonly calls: number; readonly failed: number; readonly price: Money };
  /** What was asked for by its definition. */
  readonly capability?: string;
  /** Absent while it is under way, or where its caller never told the end. */
  readonly outcome?: string;
  readonly attempts: number;
  readonly reroutes: number;
  /** The agent of the last award. */
  readonly agent?: string;
  readonly price?: Money;
  readonly elapsedMs?: number;
  /** When its first and last batch were stored, by the broker's clock, milliseconds since 1970. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

export interface ConversationList {
  /** Newest first. */
  readonly conversations: readonly ConversationSummary[];
  /** How many there are beside those, for the limit's sake. */
  readonly more: number;
  /** Messages that could not be read. */
  readonly undecodable: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Growing = Mutable<ConversationSummary> & { counted: Set<string> };

const decoder = new TextDecoder();
const limitDefault = 50;

/** @throws ParleyError `bad-token`; BusError `timeout`, `disconnected`, `no-jetstream` */
export async function listConversations(bus: Bus, options: ListOptions): Promise<ConversationList> {
  const { mesh, limit = limitDefault, nowMs = Date.now() } = options;
  const config = streams(mesh).record;
  const stream = await bus.stream(config);
  const all = new Map<string, Growing>();
  let undecodable = 0;
  for await (const message of stream.read(config.subjects[0]!)) {
    const batches = batchesOf(message);
    if (batches === undefined) undecodable += 1;
    for (const batch of batches ?? []) {
      const conversation = conversationOf(batch);
      if (conversation === meshPage) continue;
      if (conversation === undefined || !take(oneOf(all, conversation, message.storedAtMs), batch)) undecodable += 1;
    }
  }
  const wanted = [...all.values()].filter((each) => isWanted(each, options, nowMs)).reverse();
  wanted.sort((a, b) => b.firstAtMs - a.firstAtMs);
  const conversations = wanted.slice(0, limit).map(({ counted: _, ...summary }) => summary);
  return { conversations, more: wanted.length - conversations.length, undecodable };
}

function isWanted(each: Growing, { failed, rerouted, parts, sinceMs }: ListOptions, nowMs: number): boolean {
  if (!parts && (each.parent !== undefined || each.askedBy !== undefined)) return false;
  if (failed && (each.outcome === undefined || each.outcome === 'done')) return false;
  if (rerouted && each.reroutes === 0) return false;
  return sinceMs === undefined || each.lastAtMs >= nowMs - sinceMs;
}

/** What a message holds; undefined for what cannot be read or lies where it does not belong. */
function batchesOf(message: StoredMessage): readonly unknown[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(message.data));
  } catch {
    return undefined;
  }
  if (isBundle(message)) {
    const bundle = Bundle.safeParse(json);
    return bundle.success ? bundle.data.batches : undefined;
  }
  const at = parseSubject(message.subject);
  return at?.kind === 'record' && conversationOf(json) === at.id ? [json] : undefined;
}

function oneOf(all: Map<string, Growing>, conversation: string, storedAtMs: number): Growing {
  let one = all.get(conversation);
  if (one === undefined) {
    const counts = { attempts: 0, reroutes: 0, counted: new Set<string>() };
    one = { conversation, firstAtMs: storedAtMs, lastAtMs: storedAtMs, ...counts };
    all.set(conversation, one);
  }
  one.lastAtMs = storedAtMs;
  return one;
}

/** False for what cannot be read. Reads loosely: this is a list, the conversation itself is checked when it is read. */
function take(one: Growing, written: unknown): boolean {
  const batch = written as {
    writer?: { kind?: unknown; name?: unknown; instance?: unknown };
    names?: unknown;
    entries?: unknown;
  };
  if (!Array.isArray(batch.entries) || !Array.isArray(batch.names)) return false;
  const kind = batch.writer?.kind;
  if (kind !== 'caller' && kind !== 'coordinator') return true;
  const { name, instance } = batch.writer ?? {};
  const writer = `${kind} ${name}/${instance}`;
  if (kind === 'caller' && name !== 'client') one.askedBy = `${name}/${instance}`;
  for (const entry of batch.entries) {
    const { n, body } = (unpackEntry(entry, 0, batch.names) ?? {}) as { n?: unknown; body?: unknown };
    const id = `${writer}#${n}`;
    if (typeof body !== 'object' || body === null || one.counted.has(id)) continue;
    one.counted.add(id);
    takeBody(one, body as Readonly<Record<string, unknown>>);
  }
  return true;
}

function takeBody(one: Growing, body: Readonly<Record<string, unknown>>): void {
  switch (body.type) {
    case 'asked':
      if (typeof body.intent === 'string') one.intent = body.intent;
      if (typeof body.capability === 'string') one.capability = body.capability;
      if (typeof body.parent === 'string') one.parent = body.parent;
      if (typeof body.by === 'string') one.by = body.by;
      if (body.isCall === true) one.isCall = true;
      if (body.contract !== undefined) one.opensContract = true;
      return;
    case 'awarded':
      one.attempts += 1;
      if (one.attempts > 1) one.reroutes += 1;
      if (typeof body.agent === 'string') one.agent = body.agent;
      return;
    case 'metered': {
      const { agent, calls, failed, price } = body as unknown as BodyOf<'metered'>;
      one.agent = agent;
      one.metered = { calls, failed, price };
      return;
    }
    case 'settled':
      one.outcome = String(body.outcome).slice(0, 64);
      if (typeof body.atMs === 'number') one.elapsedMs = body.atMs;
      if (typeof body.price === 'object' && body.price !== null) one.price = body.price as Money;
      return;
    default:
      return;
  }
}
