// What an order has taken so far, written down before it is taken: whoever takes the order over, or has to give it up,
// finds every sale that may be held. Kept in the agent's store, by the order's id.

import type { PerformContext } from '@parley/agent';
import type { CarryInput, Delivery, Sale } from '@parley/agent-trade/messages';
import type { CarriageOffer, GoodsOffer } from './choose-plan.ts';

/** A sale that may be held: by whom, and its id. */
export interface OpenSale {
  readonly sale: string;
  readonly supplier: string;
}

/** Goods that are held, and who carries them on which way. */
export interface Bought {
  readonly sale: Sale;
  readonly goods: GoodsOffer;
  readonly carriage: CarriageOffer;
  readonly leg: CarryInput;
}

export interface Entry {
  /** Not released yet, as far as is known. */
  readonly open: readonly OpenSale[];
  readonly bought?: Bought;
  readonly delivery?: Delivery;
}

type Store = PerformContext['store'];

export class Journal {
  readonly #store: Store;
  readonly #key: string;

  /** @param order the order's id */
  constructor(store: Store, order: string) {
    this.#store = store;
    this.#key = `order-${order}`;
  }

  async read(): Promise<Entry> {
    return (await this.#store.get<Entry>(this.#key)) ?? { open: [] };
  }

  /** To be called before the award. */
  async willTake(sale: OpenSale): Promise<void> {
    await this.#change((entry) => ({ ...entry, open: [...entry.open.filter((each) => !isSame(each, sale)), sale] }));
  }

  /** To be called before the carriage is awarded. */
  async willCarry(bought: Bought): Promise<void> {
    await this.#change((entry) => ({ ...entry, bought }));
  }

  /** Nothing of the sale is held any more. */
  async hasReleased(sale: OpenSale): Promise<void> {
    await this.#change(({ bought, ...entry }) => ({
      ...entry,
      open: entry.open.filter((each) => !isSame(each, sale)),
      ...(bought === undefined || bought.sale.sale === sale.sale ? {} : { bought }),
    }));
  }

  /** The order is done; what is sold stays sold. */
  async hasDelivered(delivery: Delivery): Promise<void> {
    await this.#change(() => ({ open: [], delivery }));
  }

  async #change(next: (entry: Entry) => Entry): Promise<void> {
    await this.#store.update<Entry>(this.#key, (entry) => next(entry ?? { open: [] }));
  }
}

function isSame(a: OpenSale, b: OpenSale): boolean {
  return a.sale === b.sale && a.supplier === b.supplier;
}
