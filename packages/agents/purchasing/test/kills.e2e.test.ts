// Any process of an order's tree is killed at any of its steps, by seed. However it ends, the goods are sold once or are stock
// again, nothing is held, and there was never more than one booking for a way.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { orderGoods } from '@parley/agent-trade/messages';
import { eventually, seededRandom } from '@parley/testkit';
import { carriers, type SupplyChain, suppliers, supplyChain } from './supply-chain.ts';

const seed = 20_261_126;
const quantity = 20;
const withinMs = 20_000;
const playMs = 2_500;
/** By what is told when it begins. */
const steps = {
  asking: /are asked/,
  choosing: /the best is/,
  held: /holds the goods/,
  booked: /trucks booked/,
  loading: /trucks load in/,
  driving: /: on \S+ to/,
} as const;
const victims = ['purchasing', 'supplier', 'carrier'] as const;
type Step = keyof typeof steps;
type Victim = (typeof victims)[number];

const random = seededRandom(seed);
const stepNames = Object.keys(steps) as Step[];
const kills = random.shuffle(
  // A choice is awarded and carried out within some milliseconds.
  victims.flatMap((victim) =>
    stepNames.map((step) => ({ victim, step, afterMs: random.integer(0, step === 'choosing' ? 20 : 250) })),
  ),
);

let chain: SupplyChain;
beforeAll(async () => {
  chain = await supplyChain({ playMs, leaseMs: 4_000 });
}, 60_000);
afterAll(async () => {
  await chain?.[Symbol.asyncDispose]();
});

/** Looks at the bookings all the time; tells the most there were at once for one way. */
function watchTrucks(order: string) {
  let most = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const booked = await chain.booked(order).catch(() => []);
      for (const { leg } of booked) most = Math.max(most, booked.filter((each) => each.leg === leg).length);
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return most;
  };
}

async function orderAndKill(victim: Victim, step: Step, afterMs: number) {
  const input = { goods: 'cement', quantity, place: 'Graz', deliverBy: 'in 5 days' } as const;
  const asking = chain.mesh.ask(orderGoods, { input, withinMs });
  const unwatch = watchTrucks(asking.conversation);
  let isKilled = false;
  let chosen = { supplier: random.pick(suppliers), carrier: random.pick(carriers) };
  for await (const event of asking) {
    if (event.type !== 'progress' || event.note === undefined) continue;
    const [, supplier, carrier] = /the best is (\S+) with (\S+),/.exec(event.note) ?? [];
    if (supplier !== undefined && carrier !== undefined) chosen = { supplier, carrier };
    if (isKilled || !steps[step].test(event.note)) continue;
    isKilled = true;
    const { instance } = event;
    setTimeout(() => {
      if (victim === 'purchasing') chain.kill('purchasing', instance);
      else chain.kill(chosen[victim]);
    }, afterMs);
  }
  const outcome = await asking;
  return { outcome, isKilled, most: await unwatch() };
}

async function stockIs(expected: object): Promise<void> {
  await eventually(async () => expect(await chain.stock('cement')).toEqual(expected), {
    timeoutMs: withinMs + 5_000,
    what: 'the goods to be sold once or stock again',
  });
}

test('with nobody left to give the goods back, their lease does', async () => {
  const before = await chain.stock('cement');
  const input = { goods: 'cement', quantity, place: 'Graz', deliverBy: 'in 5 days' } as const;
  const asking = chain.mesh.ask(orderGoods, { input, withinMs: 12_000 });
  for await (const event of asking) {
    if (event.type === 'progress' && steps.held.test(event.note ?? '')) chain.killAll('purchasing');
  }
  expect(await asking).toMatchObject({ type: 'failed' });
  expect(await chain.stock('cement')).toMatchObject({ held: quantity });
  await stockIs(before);
}, 60_000);

describe('a process is killed', () => {
  const ended: string[] = [];

  test.each(kills)(
    '$victim while $step, after $afterMs ms',
    async ({ victim, step, afterMs }) => {
      await chain.complete();
      const before = await chain.stock('cement');
      const { outcome, isKilled, most } = await orderAndKill(victim, step, afterMs);
      ended.push(outcome.type);
      expect({ isKilled, most: Math.max(1, most) }).toEqual({ isKilled: true, most: 1 });
      const sold = outcome.type === 'done' ? quantity : 0;
      await stockIs({ free: before.free - sold, held: 0, collected: before.collected + sold });
    },
    60_000,
  );

  test('and most orders are delivered all the same', () => {
    expect(ended.filter((type) => type === 'done').length).toBeGreaterThan(kills.length * 0.75);
  });
});
