import { describe, expect, test } from '@jest/globals';
import { TaskFailure } from '@parley/agent';
import { testMesh } from '@parley/agent/testing';
import { orderGoods } from '@parley/agent-trade/messages';
import type { z } from 'zod';
import purchasing from '../src/index.ts';
import { iso, market, startsAtMs, type TestCarrier, type TestSupplier } from './market.ts';

const sentence = 'order 40 pallets of cement for our site in Graz, delivered by Friday noon, for at most 9000 euros';
const near: TestSupplier = { name: 'near', depot: 'Leibnitz', price: '8000.00' };
const far: TestSupplier = { name: 'far', depot: 'Linz', price: '7000.00' };
const quick: TestCarrier = {
  name: 'quick',
  ways: {
    Linz: { price: '1800.00', hours: 6 },
    Leibnitz: { price: '700.00', hours: 3 },
    Leoben: { price: '900.00', hours: 9 },
  },
};
const cheap: TestCarrier = {
  name: 'cheap',
  ways: { Linz: { price: '1000.00', hours: 16 }, Leibnitz: { price: '500.00', hours: 30 } },
};

/** What the words of an order say. */
const read = (intent: string) => orderGoods.read!(intent) as z.input<typeof orderGoods.input>;

function worldOf(suppliers: readonly TestSupplier[], carriers: readonly TestCarrier[]) {
  const { agents, book } = market(suppliers, carriers);
  return testMesh([purchasing, ...agents], { startsAtMs }).then((world) => ({ world, book }));
}

const states = (map: Map<string, string>) => [...map].map(([key, state]) => `${key.split(' ').at(-1)} ${state}`);

describe('an order', () => {
  test('gets the best pair of goods and carriage within its limits, and tells what happens', async () => {
    const { world, book } = await worldOf([near, far], [quick, cheap]);
    await using _ = world;
    const outcome = await world.ask(sentence);
    expect(outcome).toMatchObject({
      type: 'done',
      agent: 'purchasing',
      output: {
        supplier: 'far',
        carrier: 'cheap',
        depot: 'Linz',
        goodsPrice: { amount: '7000.00' },
        carriagePrice: { amount: '1000.00' },
        total: { amount: '8000.00', currency: 'EUR' },
        arrivedAt: iso(16),
        late: false,
      },
    });
    const { story } = (outcome as { output: { story: string[] } }).output;
    expect(story.join('\n')).toContain('the best is far with cheap, Friday 09:30 for 8,000');
    expect(states(book.sales)).toEqual(['far collected']);
    expect(states(book.trucks)).toEqual(['cheap delivered']);
  });

  test('is brought in time though it is dearer so', async () => {
    const { world } = await worldOf([near, far], [quick, cheap]);
    await using _ = world;
    const input = { goods: 'cement', quantity: 40, place: 'Graz', deliverBy: iso(7) } as const;
    const outcome = await world.ask(orderGoods, { input });
    expect(outcome).toMatchObject({
      type: 'done',
      output: { supplier: 'near', carrier: 'quick', total: { amount: '8700.00' } },
    });
  });

  test('gives its parts less time and money than it has', async () => {
    const { world, book } = await worldOf([near, far], [quick, cheap]);
    await using _ = world;
    await world.ask(sentence, { withinMs: 20_000 });
    for (const { remainingMs } of book.limits) expect(remainingMs).toBeLessThanOrEqual(0.95 * 20_000);
    const money = (who: string) => [
      ...new Set(book.limits.filter((each) => each.who === who).map(({ amount }) => amount)),
    ];
    expect(money('near')).toEqual(['9000']);
    expect(money('quick').sort()).toEqual(['1000', '2000']);
  });

  test('never costs more than a limit beside the words', async () => {
    const { world } = await worldOf([near, far], [quick, cheap]);
    await using _ = world;
    const limits = { price: { amount: '8500', currency: 'EUR' } };
    const input = { goods: 'cement', quantity: 40, place: 'Graz', deliverBy: iso(7) } as const;
    const outcome = await world.ask(orderGoods, { input, limits });
    expect(outcome).toMatchObject({ type: 'failed' });
    expect(outcome.text).toContain(
      'by Friday 00:30 for at most 8,500 euros; the nearest offer is Thursday 20:30 for 8,700',
    );
  });
});

describe('an order that cannot be had', () => {
  test('holds nothing, books nothing, and is told the nearest offer in one sentence', async () => {
    const { world, book } = await worldOf([far], [{ name: 'slow', ways: { Linz: { price: '1640.00', hours: 39.5 } } }]);
    await using _ = world;
    const outcome = await world.ask(orderGoods, { input: read(sentence) });
    expect(outcome).toMatchObject({ type: 'failed' });
    expect(outcome.text).toContain(
      'Nobody can deliver 40 pallets of cement in Graz by Friday 12:00 for at most 9,000 euros; the nearest offer is Saturday 09:00 for 8,640 (far, carried by slow).',
    );
    expect([...book.sales, ...book.trucks]).toEqual([]);
  });

  test('because nobody sells or nobody drives, says so', async () => {
    for (const [suppliers, carriers] of [
      [[], [quick]],
      [[far], []],
    ] as const) {
      const { world, book } = await worldOf(suppliers, carriers);
      await using _ = world;
      const outcome = await world.ask(orderGoods, { input: read(sentence) });
      expect(outcome).toMatchObject({ type: 'failed' });
      expect(outcome.text).toContain('nor at any other time or price');
      expect([...book.sales]).toEqual([]);
    }
  });
});

describe('bad input', () => {
  test.each([
    ['order 0 pallets of cement for Graz by Friday noon', 'needs-input', 'quantity: at least 1 pallet'],
    ['order -1 pallets of cement for Graz by Friday noon', 'needs-input', 'quantity: at least 1 pallet'],
    ['order 1000000000 pallets of cement for Graz by Friday noon', 'needs-input', 'quantity: at most 10000 pallets'],
    ['order 40 stones of cement for Graz by Friday noon', 'needs-input', 'quantity'],
    ['order 40 pallets of cement by Friday noon', 'needs-input', 'place'],
    ['order 40 pallets of cement for Graz', 'needs-input', 'deliverBy: until when, such as "Friday noon"'],
    [
      'order 40 pallets of cement for Graz by Friday noon for at most 9000 dollars',
      'needs-input',
      'maxPrice: the most it may cost, in euros',
    ],
  ])('"%s" is answered by %s, in words', async (intent, type, text) => {
    const { world, book } = await worldOf([far], [quick]);
    await using _ = world;
    const outcome = await world.ask(intent);
    expect(outcome).toMatchObject({ type });
    expect(outcome.text).toContain(text);
    expect([...book.limits]).toEqual([]);
  });

  test('a time that is past is refused, with what time it is', async () => {
    const { world } = await worldOf([far], [quick]);
    await using _ = world;
    const input = read('order 40 pallets of cement for Graz delivered yesterday');
    const outcome = await world.ask(orderGoods, { input });
    expect(outcome).toMatchObject({ type: 'refused' });
    expect(outcome.text).toContain('delivery by Wednesday 23:59 is past, it is Thursday 17:30 in Vienna now');
  });

  test('a limit in another currency is refused, since goods are paid in euros', async () => {
    const { world } = await worldOf([far], [quick]);
    await using _ = world;
    const outcome = await world.ask(orderGoods, { input: read(sentence), limits: { price: '9000' } });
    expect(outcome).toMatchObject({ type: 'refused' });
    expect(outcome.text).toContain('give the limit in EUR, not in USD');
  });
});

describe('a carrier whose promise slips', () => {
  const slips: TestCarrier = {
    ...cheap,
    steps: [{}, { at: 'Leoben', thereAt: iso(10), arriveAt: iso(30), late: true }, {}],
  };
  const wish = (words: string) => `${sentence}; if it is late, ${words}`;

  test('is kept where that is wished, and the order says that it is late', async () => {
    const { world, book } = await worldOf([far], [slips, quick]);
    await using _ = world;
    const outcome = await world.ask(wish('keep it'));
    expect(outcome).toMatchObject({ type: 'done', output: { carrier: 'cheap', late: true, arrivedAt: iso(30) } });
    expect(states(book.trucks)).toEqual(['cheap delivered']);
  });

  test('is replaced from where the goods are, within what is left of the money', async () => {
    const { world, book } = await worldOf([far], [slips, quick]);
    await using _ = world;
    const outcome = await world.ask(sentence);
    expect(outcome).toMatchObject({
      type: 'done',
      output: { carrier: 'quick', late: false, total: { amount: '7900.00' }, arrivedAt: iso(9) },
    });
    expect([...book.trucks.keys()].map((key) => key.split(' ').slice(1))).toEqual([
      ['Linz', 'cheap'],
      ['Leoben', 'quick'],
    ]);
    expect(states(book.trucks)).toEqual(['cheap cancelled', 'quick delivered']);
    expect(states(book.sales)).toEqual(['far collected']);
  });

  test('and cannot be replaced in time fails the order, with the goods brought back', async () => {
    const { world, book } = await worldOf(
      [far],
      [slips, { name: 'dear', ways: { Leoben: { price: '2000.01', hours: 9 } } }],
    );
    await using _ = world;
    const outcome = await world.ask(orderGoods, { input: read(sentence) });
    expect(outcome).toMatchObject({ type: 'failed' });
    expect(outcome.text).toContain(
      'cheap would arrive Friday 23:30 instead of Friday 09:30, too late, and nobody else can be there in time',
    );
    expect(states(book.trucks)).toEqual(['cheap cancelled']);
    expect(states(book.sales)).toEqual(['far released']);
  });

  test('fails the order at once where that is wished', async () => {
    const { world, book } = await worldOf([far], [slips, quick]);
    await using _ = world;
    const outcome = await world.ask(orderGoods, { input: read(wish('cancel it')) });
    expect(outcome).toMatchObject({ type: 'failed' });
    expect(outcome.text).toContain('given up as wished');
    expect(states(book.trucks)).toEqual(['cheap cancelled']);
    expect(states(book.sales)).toEqual(['far released']);
  });
});

describe('what goes wrong', () => {
  test('a supplier that does not sell in the end is replaced by the next best pair', async () => {
    const broken: TestSupplier = {
      ...far,
      before: () => Promise.reject(new TaskFailure('sold-out', 'the yard is empty', { retryable: false })),
    };
    const { world, book } = await worldOf([near, broken], [quick, cheap]);
    await using _ = world;
    const outcome = await world.ask(orderGoods, { input: read(sentence) });
    expect(outcome).toMatchObject({
      type: 'done',
      output: { supplier: 'near', carrier: 'quick', total: { amount: '8700.00' } },
    });
    expect(states(book.sales)).toEqual(['near collected']);
  });

  test('a carrier that fails on the way is replaced from where the goods are', async () => {
    const fails = new TaskFailure('broken-axle', 'its axle broke', { retryable: false });
    const breaks: TestCarrier = { ...cheap, steps: [{ at: 'Leoben', thereAt: iso(10) }], fails };
    const { world, book } = await worldOf([far], [breaks, quick]);
    await using _ = world;
    const outcome = await world.ask(sentence);
    expect(outcome).toMatchObject({ type: 'done', output: { carrier: 'quick', total: { amount: '7900.00' } } });
    expect(states(book.trucks)).toEqual(['cheap cancelled', 'quick delivered']);
  });

  test('a carrier that fails with nobody to go on gives the goods back', async () => {
    const fails = new TaskFailure('broken-axle', 'its axle broke', { retryable: false });
    const { world, book } = await worldOf([far], [{ ...cheap, fails }]);
    await using _ = world;
    const outcome = await world.ask(orderGoods, { input: read(sentence) });
    expect(outcome).toMatchObject({ type: 'failed' });
    expect(outcome.text).toContain('broken-axle');
    expect(states(book.sales)).toEqual(['far released']);
  });

  test.each(['agreed', 'far holds', '0.5'])(
    'cancelled at "%s", it cancels every descendant and gives back what it holds',
    async (when) => {
      const { world, book } = await worldOf(
        [near, far],
        [quick, { ...cheap, steps: Array.from({ length: 5 }, () => ({})) }],
      );
      await using _ = world;
      const asking = world.mesh.ask(sentence);
      const outcome = world.settle(asking.outcome);
      for await (const event of asking) {
        const said =
          event.type === 'progress' ? `${event.note} ${event.partial === undefined ? '' : '0.5'}` : event.type;
        if (said.includes(when)) asking.cancel('the site is closed');
      }
      expect(await outcome).toMatchObject({ type: 'cancelled' });
      await world.clock.advance(5_000);
      expect(states(book.sales).filter((state) => !state.endsWith('released'))).toEqual([]);
      expect(states(book.trucks).filter((state) => !state.endsWith('cancelled'))).toEqual([]);
    },
  );
});
