// A tree of conversations: an order in words goes to purchasing, which tenders goods and ways among suppliers and carriers,
// takes a pair or neither, and has the goods delivered, in time-lapse.

import { scenario } from '@parley/load/scenario';

const withinMs = 60_000;

export default scenario({
  name: 'supply-chain',
  about: 'orders in words: purchasing tenders goods and ways among suppliers and carriers, and has them delivered',
  up: [],
  load: { model: 'closed', inFlight: 4 },
  open: (mesh) => async (turn) => {
    const pallets = 1 + Math.floor(turn.random() * 4);
    const outcome = await mesh.ask(
      `order ${pallets} pallets of cement for our site in Graz, delivered in 3 days, for at most ${400 + 250 * pallets} euros`,
      { withinMs },
    );
    turn.count(outcome.type === 'done' ? 'delivered' : 'not delivered');
    return outcome;
  },
  figures: ({ delivered = 0, 'not delivered': missed = 0 }) => [
    { name: 'delivered', value: delivered, unit: 'orders', about: 'orders that ended with the goods at the site' },
    { name: 'not delivered', value: missed, unit: 'orders', about: 'orders that could not be filled, or failed' },
  ],
});
