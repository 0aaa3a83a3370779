// The conversations an instance has a part in, by id. Those that ended are kept for a while, so that a message that
// comes twice or late is answered by what is known; the oldest go first.

import type { Participation } from './participation.ts';

const endedMax = 1_024;

export class Participations {
  readonly #all = new Map<string, Participation>();
  readonly #ended = new Set<Participation>();
  #onEmpty: (() => void) | undefined;

  get(conversation: string): Participation | undefined {
    return this.#all.get(conversation);
  }

  add(participation: Participation): void {
    const before = this.#all.get(participation.conversation);
    if (before !== undefined) this.#ended.delete(before);
    this.#all.set(participation.conversation, participation);
  }

  /** Those that have not ended. */
  open(): Participation[] {
    return [...this.#all.values()].filter((each) => each.ended === undefined);
  }

  ended(participation: Participation): void {
    if (this.#all.get(participation.conversation) !== participation) return;
    this.#ended.add(participation);
    if (this.#ended.size > endedMax) {
      const oldest = this.#ended.values().next().value!;
      this.#ended.delete(oldest);
      this.#all.delete(oldest.conversation);
    }
    if (this.#onEmpty !== undefined && this.open().length === 0) this.#onEmpty();
  }

  /** Resolves when none is open any more. */
  async emptied(): Promise<void> {
    if (this.open().length === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }
}
