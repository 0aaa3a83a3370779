// A carrier: offers trucks by its timetable and the roads as they are, and carries. Its package makes several, each by a
// configuration of its own (agents.json). What happens on the roads it hears as signals from its start on.

import { type AgentFactory, type BidContext, capability, defineAgent, type Offer, type Refusal } from '@parley/agent';
import { type CarryInput, type CarryTerms, carryGoods, fleetState, viennaIso } from '@parley/agent-trade/messages';
import { type Bookings, stands } from './bookings.ts';
import { bookingsKey, type Carrier } from './carrier.ts';
import { carry } from './carrying.ts';
import { readCarrierConfig } from './config.ts';
import { KnownTraffic } from './known-traffic.ts';
import { listenToTraffic } from './listening.ts';
import { Promises } from './promises.ts';
import { quoteFor } from './quote.ts';

const slots = 32;
const currency = 'EUR';
/** An award comes later than the bid; what the bid promised must hold then. */
const awardWithinMs = 120_000;
/** What a delivery takes beside its play, in real time: asking the supplier. */
const besidesMs = 1_500;

/** @throws Error where the configuration is not right, naming every field */
const carrier: AgentFactory = ({ name, config }) => {
  const self: Carrier = {
    name,
    config: readCarrierConfig(name, config),
    traffic: new KnownTraffic(),
    promises: new Promises(),
  };
  return defineAgent({
    name,
    slots,
    capabilities: {
      'carry-goods': capability({
        ...carryGoods,
        bid: (context) => offerFor(self, context),
        perform: (context) => carry(self, context),
      }),
      'fleet-state': capability({
        ...fleetState,
        bid: () => ({ price: '0', etaMs: 50 }),
        perform: async ({ store, now }) => ({
          carrier: name,
          trucks: self.config.trucks,
          booked: bookedOf(await store.get<Bookings>(bookingsKey), now()),
        }),
      }),
    },
    start: (context) => listenToTraffic(self.traffic, context),
  });
};

async function offerFor(self: Carrier, context: BidContext<CarryInput>): Promise<Offer | Refusal> {
  const { input, priceLimit, store, now, conversation } = context;
  if (priceLimit?.currency !== currency) return { refuse: `carries for ${currency}: ask with a price limit in it` };
  const clockMs = now();
  const bookings = await store.get<Bookings>(bookingsKey);
  const quote = quoteFor(self, input, bookings, { clockMs, earliestMs: clockMs + awardWithinMs });
  if ('refuse' in quote) return quote;
  self.promises.give(conversation, quote.arriveAtMs);
  const { price: amount, departAtMs, arriveAtMs, route, trucks } = quote;
  const terms: CarryTerms = {
    departAt: viennaIso(departAtMs),
    arriveAt: viennaIso(arriveAtMs),
    km: route.km,
    trucks,
    roads: route.steps.map(({ road }) => road),
  };
  const etaMs = self.config.playMs + besidesMs;
  return { price: { amount, currency }, etaMs, terms, note: `${trucks} trucks, there ${terms.arriveAt}` };
}

function bookedOf(bookings: Bookings | undefined, clockMs: number) {
  return Object.entries(bookings ?? {})
    .filter(([, booking]) => stands(booking, clockMs))
    .map(([id, { order, from, to, trucks, departAtMs, backAtMs, state }]) => ({
      booking: id,
      order,
      from,
      to,
      trucks,
      departAt: viennaIso(departAtMs),
      backAt: viennaIso(backAtMs),
      state,
    }));
}

export default carrier;
