// A market for tests, as data: suppliers with what they offer and carriers with what each way costs them, played by agents
// that keep book of what is held, sold and booked, so that a test can look at the end.

import { type AgentDefinition, capability, defineAgent, type PerformContext, type TaskFailure } from '@parley/agent';
import { type CarryInput, type CarryProgress, carryGoods, settleSale, supplyGoods } from '@parley/agent-trade/messages';
import type { Place } from '../src/choose-plan.ts';

export const hourMs = 3_600_000;
/** A Thursday, 17:30 in Vienna. */
export const startsAtMs = Date.parse('2026-11-26T16:30:00Z');
export const iso = (hours: number) => new Date(startsAtMs + hours * hourMs).toISOString();

export interface TestSupplier {
  readonly name: string;
  readonly depot: Place;
  readonly price: string;
  /** What it does before it holds the goods. */
  readonly before?: (context: PerformContext) => Promise<void>;
}

export interface TestCarrier {
  readonly name: string;
  /** By the place it starts from: what it takes, and after how many hours it is there. */
  readonly ways: Readonly<Partial<Record<Place, { readonly price: string; readonly hours: number }>>>;
  /** What happens on the way: each step is told after a second. */
  readonly steps?: readonly Partial<CarryProgress>[];
  readonly fails?: TaskFailure;
}

export interface Book {
  /** By sale and supplier: held, collected or released. */
  readonly sales: Map<string, string>;
  /** By order, way and carrier: booked, cancelled or delivered. */
  readonly trucks: Map<string, string>;
  /** What the bidders were told they may cost, and have time for. */
  readonly limits: { readonly who: string; readonly amount: string | undefined; readonly remainingMs: number }[];
}

export interface Market {
  readonly agents: readonly AgentDefinition[];
  readonly book: Book;
}

export function market(suppliers: readonly TestSupplier[], carriers: readonly TestCarrier[]): Market {
  const book: Book = { sales: new Map(), trucks: new Map(), limits: [] };
  return {
    book,
    agents: [...suppliers.map((each) => supplierOf(each, book)), ...carriers.map((each) => carrierOf(each, book))],
  };
}

function supplierOf({ name, depot, price, before }: TestSupplier, { sales, limits }: Book): AgentDefinition {
  const money = { amount: price, currency: 'EUR' as const };
  return defineAgent({
    name,
    capabilities: {
      'supply-goods': capability({
        ...supplyGoods,
        bid: ({ priceLimit, remainingMs }) => {
          limits.push({ who: name, amount: priceLimit?.amount, remainingMs: remainingMs() });
          return { price: money, etaMs: 50, terms: { depot, readyAt: iso(1) } };
        },
        perform: async (context) => {
          const { input, conversation: sale } = context;
          await before?.(context);
          sales.set(`${sale} ${name}`, 'held');
          const { goods, quantity } = input;
          return { sale, supplier: name, depot, readyAt: iso(1), goods, quantity, price: money, heldUntil: iso(2) };
        },
      }),
      'settle-sale': capability({
        ...settleSale,
        bid: ({ input, priceLimit }) => {
          if ((input.supplier ?? name) !== name || !sales.has(`${input.sale} ${name}`))
            return { refuse: `${name} has no such sale` };
          return { price: { amount: '0', currency: priceLimit?.currency ?? 'USD' }, etaMs: 10 };
        },
        perform: ({ input: { sale, action } }) => {
          const state = action === 'collect' ? ('collected' as const) : ('released' as const);
          sales.set(`${sale} ${name}`, state);
          return { sale, state };
        },
      }),
    },
  });
}

function carrierOf({ name, ways, steps = [], fails }: TestCarrier, { trucks, limits }: Book): AgentDefinition {
  const termsOf = (way: { hours: number }) => ({
    departAt: iso(1),
    arriveAt: iso(way.hours),
    km: 100,
    trucks: 1,
    roads: [],
  });
  return defineAgent({
    name,
    capabilities: {
      'carry-goods': capability({
        ...carryGoods,
        bid: ({ input, priceLimit, remainingMs }) => {
          limits.push({ who: name, amount: priceLimit?.amount, remainingMs: remainingMs() });
          const way = ways[input.from];
          if (way === undefined) return { refuse: `${name} does not start from ${input.from}` };
          return { price: { amount: way.price, currency: 'EUR' }, etaMs: 1_000, terms: termsOf(way) };
        },
        perform: async ({ input, mesh, progress, sleep, signal }) => {
          const way = ways[input.from]!;
          const key = `${input.order} ${input.from} ${name}`;
          trucks.set(key, 'booked');
          signal.addEventListener('abort', () => trucks.get(key) === 'booked' && trucks.set(key, 'cancelled'));
          try {
            const { sale } = input;
            await mesh.ask(settleSale, { input: { sale, action: 'collect' }, shortlistSize: 64 });
            for (const step of steps) {
              await sleep(1_000);
              progress({ share: 0.5, partial: { ...onTheWay(input, way.hours), ...step } });
            }
            if (fails !== undefined) throw fails;
            await sleep(1_000);
            trucks.set(key, 'delivered');
            const arriveAt = steps.findLast((step) => step.arriveAt !== undefined)?.arriveAt ?? iso(way.hours);
            const price = { amount: way.price, currency: 'EUR' as const };
            const late = Date.parse(arriveAt) > Date.parse(input.deliverBy);
            return { booking: key, carrier: name, trucks: 1, arrivedAt: arriveAt, late, roads: [], km: 100, price };
          } catch (thrown) {
            trucks.set(key, 'cancelled');
            throw thrown;
          }
        },
      }),
    },
  });
}

function onTheWay({ from }: CarryInput, hours: number): CarryProgress {
  return {
    phase: 'driving',
    now: iso(1),
    at: from,
    thereAt: iso(1),
    arriveAt: iso(hours),
    late: false,
    loaded: true,
    roads: [],
  };
}
