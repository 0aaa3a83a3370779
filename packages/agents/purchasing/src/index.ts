// Purchasing: takes an order in words, buys the goods where they are cheapest with their way, has them brought, and gives
// back what it holds where that fails. It has no goods and no trucks; it subcontracts, with less time and money than it got.

import { capability, defineAgent, type PerformContext, type StartContext } from '@parley/agent';
import { type Delivery, deadlineAt, orderGoods } from '@parley/agent-trade/messages';
import { buy } from './buying.ts';
import { deliver } from './delivering.ts';
import { Journal } from './journal.ts';
import { currency, type OrderInput, objectionTo, orderOf } from './order.ts';
import { releaseAll } from './releasing.ts';
import { resume } from './resuming.ts';
import { tell, type Work } from './work.ts';

/** It takes no fee. */
const fee = '0';
/** What a delivery takes, in real time: the carriers play theirs in time-lapse. */
const etaMsDefault = 10_000;

/** The life of each instance, by the store that its tasks have in common with it. */
const lives = new WeakMap<PerformContext['store'], StartContext>();

export default defineAgent({
  name: 'purchasing',
  start(life) {
    lives.set(life.store, life);
    // The first reading compiles the reader's patterns; a first bid that waits for that comes too late.
    for (const example of orderGoods.examples) orderGoods.input.safeParse(orderGoods.read?.(example));
  },
  capabilities: {
    'order-goods': capability({
      ...orderGoods,
      bid({ input, priceLimit, now, config }) {
        const objection = objectionTo(input, { priceLimit, nowMs: now() });
        if (objection !== undefined) return { refuse: objection };
        const { etaMs = etaMsDefault } = config;
        const price = priceLimit === undefined ? fee : { amount: fee, currency };
        return { price, etaMs: Number(etaMs), note: 'no fee: the goods and their way cost what they cost' };
      },
      perform,
    }),
  },
});

async function perform(context: PerformContext<OrderInput>): Promise<Delivery> {
  const { idempotencyKey: id, input, priceLimit, store, log, once } = context;
  const journal = new Journal(store, id);
  const { delivery, bought } = await journal.read();
  if (delivery !== undefined) return delivery;
  // What "in 3 days" means is what it meant at first.
  const deliverByMs = await once('deadline', async () => deadlineAt(input.deliverBy, context.now())!);
  const order = orderOf(id, input, { priceLimit, deliverByMs });
  const work: Work = { context, life: lives.get(store)!, order, journal, story: [] };
  try {
    const held = (bought === undefined ? undefined : await resume(work, bought)) ?? (await afresh(work));
    const delivered = await deliver(work, held);
    await releaseAll(work.life, journal, log, held.sale);
    await journal.hasDelivered(delivered);
    return delivered;
  } catch (thrown) {
    await releaseAll(work.life, journal, log);
    throw thrown;
  }
}

// What an earlier attempt may have left behind is given back first.
async function afresh(work: Work) {
  const { context, life, journal } = work;
  await releaseAll(life, journal, context.log);
  tell(work, 'suppliers and carriers are asked');
  return await buy(work);
}
