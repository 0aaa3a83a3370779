// The stock as the sales that draw on it. A sale first holds its goods, and only for a time: a hold that nobody settles is
// over by itself, so that whoever dies leaves nothing held. What was collected is made anew after a while. Nothing is
// counted down and up again, so a sale that is told twice counts once.

import type { Goods, saleStates } from '@parley/agent-trade/messages';

export interface KeptSale {
  readonly goods: Goods;
  readonly quantity: number;
  readonly price: string;
  /** ISO 8601 */
  readonly readyAt: string;
  readonly heldUntilMs: number;
  readonly state: 'held' | 'collected' | 'released';
  readonly changedAtMs: number;
}

/** By the sale's id. */
export type Sales = Readonly<Record<string, KeptSale>>;
export type SaleState = (typeof saleStates)[number];

/** How long a sale that is over is remembered, so that whoever asks again is told the same. */
const rememberedMs = 10 * 60_000;

export function stateOf(sale: KeptSale, nowMs: number): SaleState {
  return sale.state === 'held' && sale.heldUntilMs <= nowMs ? 'expired' : sale.state;
}

/** Pallets of a kind, by the state of the sales that draw on them. */
export function drawn(sales: Sales | undefined, goods: Goods, nowMs: number, restockMs: number) {
  const sum = (state: SaleState) =>
    Object.values(sales ?? {})
      .filter((sale) => sale.goods === goods && stateOf(sale, nowMs) === state && !isRestocked(sale, nowMs, restockMs))
      .reduce((total, { quantity }) => total + quantity, 0);
  return { held: sum('held'), collected: sum('collected') };
}

/** What may still be sold of `stock`. */
export function freeOf(
  sales: Sales | undefined,
  goods: Goods,
  stock: number,
  nowMs: number,
  restockMs: number,
): number {
  const { held, collected } = drawn(sales, goods, nowMs, restockMs);
  return Math.max(0, stock - held - collected);
}

/** The facts that a change of the stock goes by. */
export interface Yard {
  /** What it holds of these goods when it is full. */
  readonly stock: number;
  readonly restockMs: number;
  readonly nowMs: number;
}

/**
 * The sales with this one's goods held; one that has expired is held anew. Undefined where nothing is to be changed: it is
 * held or collected already, it was released, or the goods are not there.
 */
export function held(
  sales: Sales | undefined,
  id: string,
  order: Omit<KeptSale, 'state' | 'changedAtMs'>,
  { stock, restockMs, nowMs }: Yard,
): Sales | undefined {
  const before = sales?.[id];
  const state = before === undefined ? undefined : stateOf(before, nowMs);
  if (state !== undefined && state !== 'expired') return undefined;
  if (freeOf(sales, order.goods, stock, nowMs, restockMs) < order.quantity) return undefined;
  return { ...remembered(sales, nowMs, restockMs), [id]: { ...order, state: 'held', changedAtMs: nowMs } };
}

/** Whether a sale in this state can be settled so; what is so already can. */
export function canSettle(state: SaleState, action: 'collect' | 'release'): boolean {
  return action === 'release' || state === 'held' || state === 'collected';
}

/** The sales with this one settled; undefined where nothing is to be changed: there is none, it is so already, or cannot be. */
export function settled(
  sales: Sales | undefined,
  id: string,
  action: 'collect' | 'release',
  { nowMs, restockMs }: Omit<Yard, 'stock'>,
): Sales | undefined {
  const sale = sales?.[id];
  if (sale === undefined || !canSettle(stateOf(sale, nowMs), action)) return undefined;
  const state = action === 'collect' ? 'collected' : 'released';
  if (sale.state === state || stateOf(sale, nowMs) === 'expired') return undefined;
  return { ...remembered(sales, nowMs, restockMs), [id]: { ...sale, state, changedAtMs: nowMs } };
}

function remembered(sales: Sales | undefined, nowMs: number, restockMs: number): Sales {
  return Object.fromEntries(Object.entries(sales ?? {}).filter(([, sale]) => !isForgotten(sale, nowMs, restockMs)));
}

function isForgotten(sale: KeptSale, nowMs: number, restockMs: number): boolean {
  const state = stateOf(sale, nowMs);
  if (state === 'held') return false;
  if (state === 'collected') return isRestocked(sale, nowMs, restockMs);
  return Math.max(sale.changedAtMs, sale.heldUntilMs) + rememberedMs <= nowMs;
}

function isRestocked(sale: KeptSale, nowMs: number, restockMs: number): boolean {
  return sale.state === 'collected' && sale.changedAtMs + restockMs <= nowMs;
}
