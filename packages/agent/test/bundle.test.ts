// Bundles in the real mesh: awarded whole or not at all.

import { describe, expect, test } from '@jest/globals';
import type { BundleOutcome, BundlePart } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { z } from 'zod';
import { capability, defineAgent, TaskFailure } from '../src/index.ts';
import { testMesh } from '../src/testing/index.ts';

const input = z.object({ day: z.string() });
const output = z.object({ by: z.string() });
const words = { truck: 'rent lorries carrying gravel', driver: 'hire chauffeurs steering vehicles' } as const;

/** Offers one of the two at a price. */
const agent = (name: string, kind: keyof typeof words, price: string, fails = false) =>
  defineAgent({
    name,
    capabilities: {
      [kind]: capability({
        description: words[kind],
        examples: [],
        input,
        output,
        bid: () => ({ price, etaMs: 100 }),
        perform: async ({ sleep }) => {
          await sleep(100);
          if (fails) throw new TaskFailure('broken', 'it broke down', { retryable: false });
          return { by: name };
        },
      }),
    },
  });

const part = (kind: keyof typeof words): BundlePart => ({
  what: words[kind],
  input: { day: 'friday' },
  prefer: 'price',
});
const both = { truck: part('truck'), driver: part('driver') };
const agents = () => [
  agent('fleet', 'truck', '5.00'),
  agent('lorry', 'truck', '3.00'),
  agent('ann', 'driver', '4.00'),
  agent('ben', 'driver', '6.00'),
];

async function awardsIn(definitions: ReturnType<typeof agents>) {
  const world = await testMesh(definitions);
  const awards: string[] = [];
  const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('spy') });
  bus.subscribe('parley.test.accept-proposal.>', ({ subject }) => awards.push(subject.split('.')[3]!));
  return { world, awards };
}

const winners = ({ parts }: BundleOutcome) =>
  Object.fromEntries(
    Object.entries(parts).map(([name, each]) => [name, each.type === 'done' ? each.agent : each.type]),
  );

describe('a bundle', () => {
  test('is awarded whole, each part to its best bid', async () => {
    const { world, awards } = await awardsIn(agents());
    await using _ = world;
    const outcome = await world.settle(world.mesh.bundle(both));
    expect(outcome).toMatchObject({ type: 'done', price: { amount: '7', currency: 'USD' } });
    expect(winners(outcome)).toEqual({ truck: 'lorry', driver: 'ann' });
    expect(awards.sort()).toEqual(['ann', 'lorry']);
  });

  test('or not at all, where nobody bids for one part: nobody is awarded, and the others are told', async () => {
    const { world, awards } = await awardsIn(agents().filter(({ name }) => name === 'fleet' || name === 'lorry'));
    await using _ = world;
    const outcome = await world.settle(world.mesh.bundle(both));
    expect(outcome).toMatchObject({ type: 'not-awarded', price: undefined });
    expect(outcome.text).toMatch(/^"driver" came to nothing/);
    expect(winners(outcome)).toEqual({ truck: 'cancelled', driver: 'no-route' });
    expect(awards).toEqual([]);
  });

  test('takes the best combination within its own limit', async () => {
    // The nearest in score would be the fast ones, which cost too much together.
    const { world, awards } = await awardsIn(agents());
    await using _ = world;
    const outcome = await world.settle(world.mesh.bundle(both, { limits: { price: '9.00' } }));
    expect(outcome).toMatchObject({ type: 'done', price: { amount: '7' } });
    awards.length = 0;
    const none = await world.settle(world.mesh.bundle(both, { limits: { price: '6.99' } }));
    expect(none).toMatchObject({ type: 'not-awarded', text: 'no combination of bids costs 6.99 USD or less' });
    expect(awards).toEqual([]);
  });

  test('goes on with another where one fails, as long as the limit holds', async () => {
    const { world } = await awardsIn([agent('wreck', 'truck', '1.00', true), ...agents()]);
    await using _ = world;
    const within = await world.settle(world.mesh.bundle(both, { limits: { price: '7.00' } }));
    expect(winners(within)).toEqual({ truck: 'lorry', driver: 'ann' });
  });

  test('fails whole where a part fails: what is not done is cancelled', async () => {
    const { world } = await awardsIn([agent('wreck', 'truck', '1.00', true), agent('ann', 'driver', '4.00')]);
    await using _ = world;
    const slow = { ...both, driver: { ...both.driver, withinMs: 10_000 } };
    const outcome = await world.settle(world.mesh.bundle(slow));
    expect(outcome.type).toBe('failed');
    expect(outcome.text).toMatch(/^"truck" came to nothing: it broke down/);
  });

  test('can be cancelled, and needs two parts', async () => {
    const { world, awards } = await awardsIn(agents());
    await using _ = world;
    const abort = new AbortController();
    const asked = world.mesh.bundle(both, { signal: abort.signal });
    abort.abort(new Error('no more need'));
    expect(await world.settle(asked)).toMatchObject({ type: 'not-awarded' });
    expect(awards).toEqual([]);
    await expect(world.mesh.bundle({ truck: both.truck })).rejects.toThrow(/two parts or more/);
    await expect(world.mesh.bundle({ ...both, driver: { what: ' ' } })).rejects.toThrow(/The intent is empty/);
  });
});
