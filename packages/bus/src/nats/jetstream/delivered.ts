// What a consumer delivers: stored messages, whose place in the stream the server writes into their reply subject, and
// between them status messages without a body. Only the spelling is known here.

import type { BusMessage, Headers } from '../../message.ts';
import type { StoredMessage } from '../../streams.ts';

const storingHeaders: ReadonlySet<string> = new Set(['Nats-Msg-Id', 'Nats-Expected-Last-Subject-Sequence']);

/** A stored message as delivered. `consumerSequence` counts deliveries; `pending` is how many more are there. */
export interface Delivered {
  readonly stored: StoredMessage;
  readonly consumerSequence: number;
  readonly pending: number;
}

/** Reads `$JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<tries>.<stream seq>.<consumer seq>.<nanos>.<pending>[.<random>]`. */
export function readDelivered(message: BusMessage): Delivered | undefined {
  const tokens = message.reply?.split('.') ?? [];
  if (tokens[0] !== '$JS' || tokens[1] !== 'ACK') return undefined;
  const first = tokens.length === 9 ? 2 : 4;
  const sequence = Number(tokens[first + 3]);
  const consumerSequence = Number(tokens[first + 4]);
  const pending = Number(tokens[first + 6]);
  if (!Number.isInteger(sequence) || !Number.isInteger(consumerSequence) || !Number.isInteger(pending))
    return undefined;
  const storedAtMs = Number(tokens[first + 5]?.slice(0, -6));
  const { subject, data, headers } = message;
  return { stored: toStored({ subject, data, sequence, storedAtMs }, headers), consumerSequence, pending };
}

/** A stored message with the headers its author gave it, without those that told the server how to store it. */
export function toStored(message: Omit<StoredMessage, 'headers'>, headers: Headers | undefined): StoredMessage {
  if (headers === undefined) return message;
  const kept = Object.entries(headers).filter(([name]) => !storingHeaders.has(name));
  return kept.length === 0 ? message : { ...message, headers: Object.fromEntries(kept) };
}

/** What a status message says: the consumer is idle or waits for us, with the place it has reached. */
export interface ConsumerStatus {
  readonly code: string;
  /** Where the server wants a word before it sends more. */
  readonly flowReply: string | undefined;
  readonly idle: boolean;
  readonly lastConsumerSequence: number | undefined;
}

export function readConsumerStatus(message: BusMessage): ConsumerStatus | undefined {
  const headers = message.headers;
  const code = headers?.Status;
  if (headers === undefined || code === undefined) return undefined;
  const stalled = headers['Nats-Consumer-Stalled'];
  const last = headers['Nats-Last-Consumer'];
  return {
    code,
    flowReply: message.reply ?? stalled,
    idle: code === '100' && message.reply === undefined && stalled === undefined,
    lastConsumerSequence: last === undefined ? undefined : Number(last),
  };
}
