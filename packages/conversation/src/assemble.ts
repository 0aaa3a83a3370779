// From stored messages to a view: decoded, doubles taken out, gaps counted, put in causal order, folded.

import type { StoredMessage } from '@parley/bus';
import { addressOfWriter, type Entry, type Writer } from './batch.ts';
import { decodeBatches, type Undecodable } from './decode-batch.ts';
import { fold } from './fold.ts';
import { mergeByCause, withoutDoubles } from './merge.ts';
import type { ConversationView } from './view.ts';

/** More messages than this of one conversation are not read. */
export const messagesMax = 10_000;

/** Grows by one message at a time; the view can be asked for at any time. */
export class Assembly {
  readonly #conversation: string;
  readonly #entries: Entry[] = [];
  readonly #undecodable: Undecodable[] = [];
  readonly #joints: { readonly writer: Writer; readonly after: number; readonly n: number }[] = [];
  #content = true;
  #messages = 0;
  #truncated = false;

  constructor(conversation: string) {
    this.#conversation = conversation;
  }

  get isEmpty(): boolean {
    return this.#messages === 0;
  }

  /** Messages of which something was taken. */
  get size(): number {
    return this.#messages;
  }

  /** False where no more is taken. */
  add(message: StoredMessage): boolean {
    if (this.#messages >= messagesMax) {
      this.#truncated = true;
      return false;
    }
    const batches = decodeBatches(message, this.#conversation);
    if (batches.length > 0) this.#messages += 1;
    for (const { entries, after, content, undecodable } of batches) {
      this.#entries.push(...entries);
      this.#undecodable.push(...undecodable);
      if (!content) this.#content = false;
      const first = entries[0];
      if (first !== undefined && after !== undefined) this.#joints.push({ writer: first.writer, after, n: first.n });
    }
    return true;
  }

  /** Entries of another page that belong here as well. */
  addEntries(entries: readonly Entry[]): void {
    this.#entries.push(...entries);
  }

  view(): ConversationView {
    const { once, doubles } = withoutDoubles(this.#entries);
    const ids = new Set(once.map(({ writer, n }) => `${addressOfWriter(writer)}#${n}`));
    const missing = this.#joints
      .filter(({ writer, after }) => after > 0 && !ids.has(`${addressOfWriter(writer)}#${after}`))
      .map(({ writer, n }) => ({ writer, n }));
    return fold(this.#conversation, mergeByCause(once), {
      missing,
      doubles,
      undecodable: this.#undecodable,
      truncated: this.#truncated,
      content: this.#content,
    });
  }
}
