// A message as the bus hands it over: bytes, and where they came from.

/**
 * Message headers; names are kept as written, a repeated name keeps its first value. What the server itself answers
 * carries its code as `Status` (`404`: nothing stored there). A frozen object sent many times is written once.
 */
export type Headers = Readonly<Record<string, string>>;

/** One message as it arrived. `data` belongs to the receiver. */
export interface BusMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Where an answer is expected, if anywhere. */
  readonly reply?: string;
  readonly headers?: Headers;
}
