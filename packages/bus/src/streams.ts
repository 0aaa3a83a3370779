// A stream keeps messages of some subjects in order. An append can be guarded by the last sequence of its subject,
// which is how the ledger decides who wins. An acknowledgement means that the server has it, not that a disk has.

export interface StreamConfig {
  readonly name: string;
  /** Subjects it keeps; `*` and `>` as in a subscription. */
  readonly subjects: readonly string[];
  readonly maxBytes?: number;
  readonly maxAgeMs?: number;
  readonly maxMessagesPerSubject?: number;
  /** What goes when a limit is reached: the oldest message (default), or the new one is refused. */
  readonly discard?: 'old' | 'new';
  readonly storage?: 'file' | 'memory';
  /** How long a message id is remembered to drop its duplicates. */
  readonly duplicateWindowMs?: number;
}

export interface StoredMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sequence: number;
  /** When the server stored it: milliseconds since 1970 by the server's clock. */
  readonly storedAtMs: number;
}

export interface AppendOptions {
  /** The append is refused unless this is the last sequence of its subject; 0 means that the subject is empty. */
  readonly expectedLastSubjectSequence?: number;
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Stream {
  readonly name: string;
  /** Resolves to the sequence. @throws BusError `wrong-revision`, `storage`, `timeout` */
  append(subject: string, data: Uint8Array, options?: AppendOptions): Promise<number>;
  /** The last message of a subject, if it has one. */
  last(subject: string): Promise<StoredMessage | undefined>;
  /** All kept messages of a subject (wildcards allowed), oldest first, up to what was there when it was called. */
  read(subject: string, options?: { readonly fromSequence?: number }): AsyncIterable<StoredMessage>;
  /** What is there and then what comes; ends when closed. */
  follow(
    subject: string,
    onMessage: (message: StoredMessage) => void,
    options?: { readonly fromSequence?: number },
  ): Promise<{ close(): void }>;
}
