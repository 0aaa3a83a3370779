// Asks under way, always as many: when one ends, the next begins. Every event goes into the history, and at any moment
// it is known who works for whom.

import type { Mesh, Outcome } from '@parley/mesh';
import type { Random } from './random.ts';
import type { World } from './world.ts';

const wishes = ['price', 'time', undefined] as const;
const currencies = ['USD', 'EUR', 'GBP'] as const;
/** Few texts, so that their vectors are known soon and the load is the mesh's own work. */
const amountMax = 15;
/** An ask has 30 s for all of its conversation. */
const endWithinMs = 35_000;
const cancelWithinMs = 5_000;

export class Load {
  readonly #world: World;
  readonly #random: Random;
  readonly #working = new Map<string, string>();
  readonly #loops: Promise<void>[] = [];
  readonly #open = new Set<ReturnType<Mesh['ask']>>();
  #isOver = false;

  constructor(world: World, random: Random, inFlight: number) {
    this.#world = world;
    this.#random = random;
    for (let i = 0; i < inFlight; i += 1) this.#loops.push(this.#loop());
  }

  /** Who works now, each once. */
  get workers(): readonly string[] {
    return [...new Set(this.#working.values())];
  }

  /** Begins no more, and waits for those under way to end by themselves. @throws Error where one does not end */
  async finish(): Promise<void> {
    this.#isOver = true;
    await this.#world.until('every ask to end', endWithinMs, () => this.#open.size === 0);
  }

  /** As `finish`, but cancels what is under way, and leaves what does not end even so to the check of the history. */
  async cancel(): Promise<void> {
    this.#isOver = true;
    for (const asking of this.#open) asking.cancel('the run is over');
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, cancelWithinMs);
      void Promise.all(this.#loops).then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async #loop(): Promise<void> {
    while (!this.#isOver) {
      const type = await this.#ask();
      // Where nobody can do it an ask ends at once: the next one waits a moment, as a caller would.
      if (type !== 'done') await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async #ask(): Promise<string> {
    const intent = `process a payment of ${this.#random.integer(1, amountMax)} ${this.#random.pick(currencies)}`;
    const prefer = this.#random.pick(wishes);
    const asking = this.#world.mesh.ask(intent, prefer === undefined ? {} : { prefer });
    const { conversation } = asking;
    this.#open.add(asking);
    this.#world.tell({ type: 'asked', conversation });
    const { type, text } = await this.#follow(asking).catch((thrown) => ({ type: 'thrown', text: String(thrown) }));
    this.#open.delete(asking);
    this.#world.tell({ type: 'returned', conversation, outcome: type, text });
    return type;
  }

  async #follow(asking: ReturnType<Mesh['ask']>): Promise<Outcome> {
    const { conversation } = asking;
    for await (const event of asking) {
      if (event.type === 'agreed') {
        const address = `${event.agent}/${event.instance}`;
        this.#working.set(conversation, address);
        this.#world.tell({ type: 'agreed', conversation, address });
      } else if (event.type === 'attempt-failed') {
        this.#working.delete(conversation);
        const address = `${event.agent}/${event.instance}`;
        this.#world.tell({ type: 'attempt-failed', conversation, address, cause: event.cause });
      } else if (event.type === 'settled') {
        this.#working.delete(conversation);
        this.#world.tell({ type: 'settled', conversation, outcome: event.outcome });
      }
    }
    return await asking;
  }
}
