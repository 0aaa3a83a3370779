// What is not yet written of one conversation: entries as the objects they were handed over as, since writing them out
// is the dear part and is done once a batch.

import type { EntryBody } from './bodies.ts';
import { type CapabilitySchemas, ContentKeeper } from './content.ts';

export interface PendingEntry {
  readonly n: number;
  readonly timeMs: number;
  readonly causedBy: string | undefined;
  says: string[] | undefined;
  readonly body: EntryBody;
  /** Of a gap: how many were left out, counted on while nothing else comes. */
  dropped?: number;
}

export class Page {
  readonly conversation: string;
  readonly #schemasOf: (capability: string) => readonly CapabilitySchemas[];
  #content: ContentKeeper | undefined;
  entries: PendingEntry[] = [];
  /** The counter of the last entry taken from here; undefined where an earlier page of this conversation is forgotten. */
  after: number | undefined;
  /** When the oldest waiting entry came, by the writer's clock. */
  sinceMs = 0;
  isEnded = false;
  /** It began in the middle: an answer after the end, say, or what is no conversation's. */
  readonly isLoose: boolean;

  constructor(
    conversation: string,
    after: number | undefined,
    schemasOf: (capability: string) => readonly CapabilitySchemas[],
  ) {
    this.conversation = conversation;
    this.after = after;
    this.isLoose = after === undefined;
    this.#schemasOf = schemasOf;
  }

  /** Made when something is written: most pages of agents never are. */
  get content(): ContentKeeper {
    this.#content ??= new ContentKeeper(this.#schemasOf);
    return this.#content;
  }

  /** Whether a part of it is written already. */
  get hasLeft(): boolean {
    return this.after !== undefined && this.after > 0;
  }

  /** Hands over what waits. */
  take(): { readonly entries: readonly PendingEntry[]; readonly after: number | undefined } {
    const { entries, after } = this;
    this.entries = [];
    this.after = entries.at(-1)?.n ?? after;
    return { entries, after };
  }
}
