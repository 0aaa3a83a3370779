// A supplier of building materials: offers what it has in stock, holds it for whoever buys, and gives it out or takes it
// back. Its package makes several, each by a configuration of its own (agents.json).

import { type AgentFactory, capability, defineAgent } from '@parley/agent';
import { type Goods, settleSale, stockState, supplyGoods } from '@parley/agent-trade/messages';
import { readSupplierConfig } from './config.ts';
import { offerFor, sell } from './selling.ts';
import { settle, settleOffer } from './settling.ts';
import { restockMsOf, type Shop, salesKey } from './shop.ts';
import { drawn, freeOf, type Sales } from './stock.ts';

const slots = 32;

/** @throws Error where the configuration is not right, naming every field */
const supplier: AgentFactory = ({ name, config }) => {
  const shop: Shop = { name, config: readSupplierConfig(name, config) };
  return defineAgent({
    name,
    slots,
    capabilities: {
      'supply-goods': capability({
        ...supplyGoods,
        bid: (context) => offerFor(shop, context),
        perform: (context) => sell(shop, context),
      }),
      'settle-sale': capability({
        ...settleSale,
        bid: (context) => settleOffer(shop, context),
        perform: (context) => settle(shop, context),
      }),
      'stock-state': capability({
        ...stockState,
        bid: () => ({ price: '0', etaMs: 50 }),
        perform: async ({ store, now }) => ({
          supplier: name,
          depot: shop.config.depot,
          stock: stockOf(shop, await store.get<Sales>(salesKey), now()),
        }),
      }),
    },
  });
};

function stockOf(shop: Shop, sales: Sales | undefined, nowMs: number) {
  const restockMs = restockMsOf(shop);
  return Object.entries(shop.config.goods).map(([key, { stock }]) => {
    const goods = key as Goods;
    return { goods, free: freeOf(sales, goods, stock, nowMs, restockMs), ...drawn(sales, goods, nowMs, restockMs) };
  });
}

export default supplier;
