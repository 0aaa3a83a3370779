// The messages of a contract net as somebody would write them by hand: the fields Parley sends, as plain objects, with
// no schema, no check and no state behind them.

export const currency = 'USD';

export interface RawMessage {
  readonly v: 1;
  readonly id: string;
  readonly conversation: string;
  readonly task: string;
  readonly from: string;
  readonly performative: string;
  readonly inReplyTo?: string;
  readonly attempt?: number;
  readonly withinMs?: number;
  // biome-ignore lint/suspicious/noExplicitAny: nothing is checked here, which is the point
  readonly body: any;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeRaw(message: RawMessage): Uint8Array {
  return encoder.encode(JSON.stringify(message));
}

export function decodeRaw(data: Uint8Array): RawMessage {
  return JSON.parse(decoder.decode(data)) as RawMessage;
}

/** Ids like Parley's: a fixed part and a counter. */
export function idSource(start: string): () => string {
  let count = 0;
  return () => `${start}-${(count++).toString(36)}`;
}
