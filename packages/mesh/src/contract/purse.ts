// What the calls of a standing contract have cost, and how many more its budget allows. Exact: a price times a count.

import {
  addMoney,
  compareMoney,
  type Money,
  ParleyError,
  ratioOfMoney,
  scaleMoney,
  subtractMoney,
} from '@parley/protocol';

const decimals = 6;

export class Purse {
  readonly #budget: Money | undefined;
  /** Calls done, by the amount of their price. */
  readonly #done = new Map<string, { readonly price: Money; calls: number }>();
  #underWay = 0;
  /** Calls that may be begun at the current price; without end where there is no budget. */
  #affordable = Number.POSITIVE_INFINITY;
  #price: Money | undefined;

  constructor(budget: Money | undefined) {
    this.#budget = budget;
  }

  /** Calls that are set aside, and neither paid nor released. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Undefined before anything was bought. */
  get spent(): Money | undefined {
    let sum: Money | undefined;
    for (const { price, calls } of this.#done.values()) {
      const cost = scaleMoney(price, String(calls), decimals);
      sum = sum === undefined ? cost : addMoney(sum, cost);
    }
    return sum;
  }

  /** From now on a call costs this. */
  costs(price: Money): void {
    this.#price = price;
    this.#affordable = this.#budget === undefined ? Number.POSITIVE_INFINITY : this.#affordableOf(this.#budget, price);
  }

  /** Sets one call's price aside. @throws ParleyError `over-budget` */
  reserve(): void {
    if (this.#affordable < 1) {
      const { amount, currency } = this.#budget!;
      const spent = this.spent?.amount ?? '0';
      const message = `The budget of ${amount} ${currency} does not suffice for another call: ${spent} are spent, and a call costs ${this.#price?.amount}.`;
      throw new ParleyError('over-budget', message);
    }
    this.#affordable -= 1;
    this.#underWay += 1;
  }

  /** The call came to nothing and costs nothing. */
  release(): void {
    this.#affordable += 1;
    this.#underWay -= 1;
  }

  pay(price: Money): void {
    this.#underWay -= 1;
    const known = this.#done.get(price.amount);
    if (known === undefined) this.#done.set(price.amount, { price, calls: 1 });
    else known.calls += 1;
  }

  #affordableOf(budget: Money, price: Money): number {
    const { spent } = this;
    const left = spent === undefined ? budget : subtractMoney(budget, spent);
    if (left === undefined) return 0;
    // A quotient in floating point may be one off.
    const most = ratioOfMoney(left, price);
    if (!Number.isFinite(most)) return most;
    let calls = Math.ceil(most);
    while (calls > 0 && compareMoney(scaleMoney(price, String(calls), decimals), left) > 0) calls -= 1;
    return Math.max(0, calls - this.#underWay);
  }
}
