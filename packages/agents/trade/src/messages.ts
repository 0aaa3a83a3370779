// What suppliers, carriers and purchasing say to each other: the capabilities' definitions. Messages only: nothing here
// knows what anything costs or how long it takes. Money is in euros; a time is ISO 8601 with its offset.

import { defineCapability } from '@parley/agent';
import { places, roadIds } from '@parley/agent-traffic/messages';
import { z } from 'zod';
import { deadlineAt } from './deadline.ts';
import { goods } from './goods.ts';
import { orderReader } from './read-order.ts';

export { deadlineAt } from './deadline.ts';
export { type Goods, goods, kgOfPallet } from './goods.ts';
export { viennaInstant, viennaIso, viennaOffsetMinutes, viennaWords, type WallClock } from './vienna-time.ts';

/** An amount of euros as a decimal string with two decimals at most. */
export const Euros = z.object({
  amount: z.string().regex(/^(?:0|[1-9]\d{0,11})(?:\.\d{1,2})?$/, 'an amount such as "8640.00"'),
  currency: z.literal('EUR'),
});
export type Euros = z.infer<typeof Euros>;

/** Whole pallets. */
export const palletsMax = 10_000;
const Pallets = z
  .int('whole pallets, such as 40')
  .min(1, 'at least 1 pallet')
  .max(palletsMax, `at most ${palletsMax} pallets`);
const Moment = z.iso.datetime({ offset: true });
const GoodsName = z.enum(goods);
const PlaceName = z.enum(places);
/** Chosen by whoever orders: 1 to 64 letters, digits, dots and dashes. */
const Id = z.string().regex(/^[\w.-]{1,64}$/, 'an id of letters, digits, dots and dashes');
/** The name of an agent. */
const AgentName = z.string().min(1).max(64);

/** What becomes of a delivery that will be late: it goes on, another carrier is sought, or it is given up. */
export const whenLate = ['keep', 'retender', 'fail'] as const;
const WhenLate = z.enum(whenLate).default('retender');

/** `deliverBy` is a time, or words for one ("Friday noon"), understood in Vienna when the order is taken. */
export const Order = z.object({
  goods: GoodsName,
  quantity: Pallets,
  place: PlaceName,
  deliverBy: z
    .string('until when, such as "Friday noon" or "2026-11-27T12:00:00+01:00"')
    .min(1)
    .max(100)
    .refine((words) => deadlineAt(words, 0) !== undefined, 'one moment, such as "Friday noon" or an ISO time'),
  maxPrice: z
    .object(Euros.shape, 'the most it may cost, in euros: {"amount": "9000.00", "currency": "EUR"}')
    .optional(),
  whenLate: WhenLate,
});
export type Order = z.output<typeof Order>;

/** The order as it was delivered; `story` tells what happened, in order. */
export const Delivery = z.object({
  order: Id,
  supplier: AgentName,
  carrier: AgentName,
  depot: PlaceName,
  goodsPrice: Euros,
  carriagePrice: Euros,
  total: Euros,
  promisedArrival: Moment,
  arrivedAt: Moment,
  late: z.boolean(),
  story: z.array(z.string().max(500)).max(200),
});
export type Delivery = z.output<typeof Delivery>;

export const orderGoods = defineCapability({
  name: 'order-goods',
  description:
    'Order building materials and have them delivered: buys pallets of cement, gravel, sand, bricks, tiles or plaster and has them brought to a site by a deadline, within a price.',
  examples: [
    'order 40 pallets of cement for our site in Graz, delivered by Friday noon, for at most 9000 euros',
    'we need 12 pallets of bricks in Linz by tomorrow evening',
    'buy 5 pallets of tiles and deliver them to Salzburg by Monday 08:00',
    'get gravel to the construction site in Klagenfurt before Thursday',
    'purchase sand for the building site in Vienna, no more than 3000 euros',
  ],
  tags: ['supply'],
  input: Order,
  output: Delivery,
  hints: { progressWithinMs: 5_000 },
  read: orderReader({ goods, places }),
});

/** `holdForMs` is how long the goods are kept for the buyer before they are stock again, in real milliseconds. */
export const SupplyInput = z.object({
  goods: GoodsName,
  quantity: Pallets,
  place: PlaceName,
  neededBy: Moment,
  holdForMs: z.int().min(1_000).max(3_600_000),
});
export type SupplyInput = z.output<typeof SupplyInput>;

/** What a supplier's bid says in its terms: where the goods are to be fetched, and from when on. */
export const SupplyTerms = z.looseObject({ depot: PlaceName, readyAt: Moment });
export type SupplyTerms = z.output<typeof SupplyTerms>;

/** Goods that are held. `sale` is the id of the conversation that they were asked for in. */
export const Sale = z.object({
  sale: Id,
  supplier: AgentName,
  depot: PlaceName,
  readyAt: Moment,
  goods: GoodsName,
  quantity: Pallets,
  price: Euros,
  heldUntil: Moment,
});
export type Sale = z.output<typeof Sale>;

export const supplyGoods = defineCapability({
  name: 'supply-goods',
  description:
    'Supply building materials from stock: offers pallets ex depot at a price and holds them for the buyer until they are fetched.',
  examples: ['supply 40 pallets of cement ex depot', 'hold bricks from your stock for us'],
  tags: ['supply'],
  input: SupplyInput,
  output: Sale,
});

/** `supplier` says whose sale it is; without it, whoever has it settles it. */
export const SettleInput = z.object({
  sale: Id,
  action: z.enum(['collect', 'release']),
  supplier: AgentName.optional(),
});
export type SettleInput = z.output<typeof SettleInput>;

export const saleStates = ['held', 'collected', 'released', 'expired'] as const;

export const settleSale = defineCapability({
  name: 'settle-sale',
  description: 'Settle a sale of held goods: they are collected by a truck, or released and so go back into stock.',
  examples: ['collect the goods of a sale', 'release the goods of a sale'],
  tags: ['supply'],
  input: SettleInput,
  output: z.object({ sale: Id, state: z.enum(saleStates) }),
});

/** What a supplier has, and what of it is promised. */
export const stockState = defineCapability({
  name: 'stock-state',
  description: 'Tell what a supplier has in stock: pallets free, held for buyers, and collected and not made anew yet.',
  examples: ['how many pallets of cement are in stock', 'what is in stock at the suppliers'],
  tags: ['supply'],
  input: z.object({}),
  output: z.object({
    supplier: AgentName,
    depot: PlaceName,
    stock: z.array(
      z.object({ goods: GoodsName, free: z.int().min(0), held: z.int().min(0), collected: z.int().min(0) }),
    ),
  }),
  read: () => ({}),
});

/**
 * `order` with the two places is what a truck is booked for, once, however often it is asked. `asOf` is what the time is for
 * this order, where its delivery has been played ahead of the clock; the clock's unless said.
 */
export const CarryInput = z.object({
  goods: GoodsName,
  quantity: Pallets,
  from: PlaceName,
  to: PlaceName,
  readyAt: Moment,
  deliverBy: Moment,
  order: Id,
  sale: Id,
  supplier: AgentName.optional(),
  whenLate: WhenLate,
  asOf: Moment.optional(),
});
export type CarryInput = z.output<typeof CarryInput>;

/** What a carrier's bid says in its terms. Who will be late says so by `arriveAt`. */
export const CarryTerms = z.looseObject({
  departAt: Moment,
  arriveAt: Moment,
  km: z.number().min(0),
  trucks: z.int().min(1),
  roads: z.array(z.enum(roadIds)),
});
export type CarryTerms = z.output<typeof CarryTerms>;

/**
 * The `partial` of a carrier's progress. `at` is where the goods can be handed over next, at the time `thereAt`; `roads` are
 * still to be driven. It is late where `arriveAt` is after what was asked for, or absent: then no road leads there.
 */
export const CarryProgress = z.looseObject({
  phase: z.enum(['waiting', 'loading', 'driving', 'holding', 'blocked']),
  now: Moment,
  at: PlaceName,
  thereAt: Moment,
  arriveAt: Moment.optional(),
  late: z.boolean(),
  loaded: z.boolean(),
  roads: z.array(z.enum(roadIds)),
});
export type CarryProgress = z.output<typeof CarryProgress>;

export const Carriage = z.object({
  booking: z.string().min(1).max(200),
  carrier: AgentName,
  trucks: z.int().min(1),
  arrivedAt: Moment,
  late: z.boolean(),
  roads: z.array(z.enum(roadIds)),
  km: z.number().min(0),
  price: Euros,
});
export type Carriage = z.output<typeof Carriage>;

export const carryGoods = defineCapability({
  name: 'carry-goods',
  description: 'Carry pallets by truck from one place to another, on the roads as they are.',
  examples: ['carry 40 pallets from Linz to Graz by truck', 'drive bricks from a depot to a site'],
  tags: ['supply'],
  input: CarryInput,
  output: Carriage,
  hints: { progressWithinMs: 4_000 },
});

/** What of a carrier's trucks is booked. */
export const fleetState = defineCapability({
  name: 'fleet-state',
  description: "Tell what a carrier's trucks are booked for.",
  examples: ['how many trucks are booked', 'what are the trucks doing'],
  tags: ['supply'],
  input: z.object({}),
  output: z.object({
    carrier: AgentName,
    trucks: z.int().min(1),
    booked: z.array(
      z.object({
        booking: z.string(),
        order: Id,
        from: PlaceName,
        to: PlaceName,
        trucks: z.int().min(1),
        departAt: Moment,
        backAt: Moment,
        state: z.enum(['booked', 'loaded', 'delivered']),
      }),
    ),
  }),
  read: () => ({}),
});
