// The real mesh and real agents over a network that loses, doubles, delays and reorders, with agents that fail, refuse, ask
// back and crash: what must hold whatever happens.

import { expect, test } from '@jest/globals';
import { createMemoryBroker, createSimulatedClock } from '@parley/bus/memory';
import { type AskOptions, connect, type Outcome, underbid } from '@parley/mesh';
import { decode, subjects } from '@parley/protocol';
import fc from 'fast-check';
import { pino } from 'pino';
import { z } from 'zod';
import { runAgent, TaskFailure } from '../src/index.ts';
import { wordEmbedder } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const mesh = 'test';
const at = subjects(mesh);
const intent = 'repeat these words again';
const logger = pino({ level: 'silent' });
const withinMs = 4_000;

const anyAgent = fc.record({
  cents: fc.integer({ min: 1, max: 300 }),
  etaMs: fc.integer({ min: 10, max: 1_500 }),
  takesMs: fc.integer({ min: 0, max: 2_500 }),
  slots: fc.integer({ min: 1, max: 2 }),
  does: fc.constantFrom('works', 'works', 'works', 'fails', 'fails for good', 'refuses', 'asks'),
  /** From the first ask. */
  crashesAtMs: fc.option(fc.integer({ min: 0, max: 2_000 }), { nil: undefined, freq: 4 }),
});
const anyAsk = fc.record({
  afterMs: fc.integer({ min: 0, max: 500 }),
  limitCents: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
  wish: fc.constantFrom('none', 'none', 'better bids', 'first', 'checked'),
  cancelsAtMs: fc.option(fc.integer({ min: 0, max: 2_000 }), { nil: undefined, freq: 5 }),
});
const anyPlan = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  agents: fc.array(anyAgent, { minLength: 1, maxLength: 4 }),
  asks: fc.array(anyAsk, { minLength: 1, maxLength: 4 }),
  faults: fc.record({
    drop: fc.constantFrom(0, 0, 0.05, 0.2),
    duplicate: fc.constantFrom(0, 0.1, 0.4),
    reorder: fc.constantFrom(0, 0.1, 0.4),
    delayMs: fc.constantFrom<[number, number]>([0, 0], [0, 30], [0, 200]),
  }),
});
type Plan = typeof anyPlan extends fc.Arbitrary<infer Value> ? Value : never;

const suffers = (subject: string) =>
  /^parley\.test\.(cfp|accept-proposal|reject-proposal|cancel|answer|reply)\./.test(subject);

async function play({ seed, agents, asks, faults }: Plan) {
  const clock = createSimulatedClock();
  const broker = createMemoryBroker({ clock, seed, faults: { ...faults, match: suffers } });
  const shared = { mesh, clock, embedder: wordEmbedder(), logger, record: 'off' as const };
  const busOf = (name: string) => broker.connect({ inboxPrefix: at.replyPrefix(name) });
  const settle = async <Value>(promise: PromiseLike<Value>, atMostMs = 60_000): Promise<Value> => {
    let done = false;
    const end = () => {
      done = true;
    };
    promise.then(end, end);
    for (let ms = 0; !done && ms < atMostMs; ms += 10) await clock.advance(10);
    if (!done) throw new Error(`nothing came of it in ${atMostMs} ms`);
    return await promise;
  };
  const seen = { atWork: agents.map(() => 0), overSlots: 0, lateStarts: 0, awards: new Map<string, Set<string>>() };
  const spy = busOf('spy');
  spy.subscribe(at.acts('accept-proposal'), ({ data, subject }) => {
    const read = decode(data);
    if (!read.ok || read.message.performative !== 'accept-proposal') return;
    const key = `${read.message.conversation} ${read.message.body.fence}`;
    seen.awards.set(key, (seen.awards.get(key) ?? new Set()).add(subject));
  });
  // Who has bid, and who was told how it ended, each as `conversation agent/instance`.
  const bid = new Set<string>();
  const told = new Set<string>();
  spy.subscribe(`parley.${mesh}.reply.>`, ({ data }) => {
    const read = decode(data);
    if (read.ok && read.message.performative === 'propose')
      bid.add(`${read.message.conversation} ${read.message.from}`);
  });
  for (const act of ['accept-proposal', 'reject-proposal', 'cancel'] as const) {
    spy.subscribe(at.acts(act), ({ data, subject }) => {
      const read = decode(data);
      if (read.ok) told.add(`${read.message.conversation} ${subject.split('.').slice(-2).join('/')}`);
    });
  }
  const loads = new Map<string, { working: number; held: number }>();
  spy.subscribe(at.presences('beat'), ({ data }) => {
    const read = decode(data);
    if (read.ok && read.message.performative === 'beat') loads.set(read.message.from, read.message.body.load);
  });
  const running = await settle(
    Promise.all(
      agents.map(async ({ cents, etaMs, takesMs, slots, does }, i) => {
        const name = `agent-${i}`;
        const definition = repeater(
          name,
          {
            bid: () => (does === 'refuses' ? { refuse: 'not today' } : { price: (cents / 100).toFixed(2), etaMs }),
            perform: async ({ input, sleep, ask, remainingMs }) => {
              seen.atWork[i]! += 1;
              if (seen.atWork[i]! > slots) seen.overSlots += 1;
              if (remainingMs() < 0) seen.lateStarts += 1;
              try {
                if (does === 'asks') await ask('Is that so?', z.string());
                await sleep(takesMs);
                if (does.startsWith('fails')) throw new TaskFailure('no', 'it failed', { retryable: does === 'fails' });
                return { text: input.text };
              } finally {
                seen.atWork[i]! -= 1;
              }
            },
          },
          slots,
        );
        const bus = busOf(name);
        return { bus, agent: await runAgent(definition, { ...shared, bus, instance: `i${i}` }) };
      }),
    ),
  );
  const caller = await settle(connect({ ...shared, bus: busOf('caller') }));
  for (const [i, { crashesAtMs }] of agents.entries()) {
    if (crashesAtMs !== undefined) clock.setTimeout(() => void running[i]!.bus.close(), crashesAtMs);
  }
  const outcomes = asks.map(
    ({ afterMs, limitCents, wish, cancelsAtMs }) =>
      new Promise<Outcome>((resolve, reject) => {
        const options: AskOptions = {
          input: { text: 'hello' },
          withinMs,
          questions: () => 'yes',
          ...(limitCents === undefined ? {} : { limits: { price: (limitCents / 100).toFixed(2) } }),
          ...(wish === 'better bids' ? { revise: underbid(0.1, 2) } : {}),
          ...(wish === 'first' ? { firstAcceptable: true } : {}),
          ...(wish === 'checked' ? { verify: () => true as const } : {}),
        };
        clock.setTimeout(() => {
          const asking = caller.ask(intent, options);
          asking.outcome.then(resolve, reject);
          if (cancelsAtMs !== undefined) clock.setTimeout(() => asking.cancel(), cancelsAtMs);
        }, afterMs);
      }),
  );
  const settled = await settle(Promise.all(outcomes), withinMs + 5_000);
  // Whatever is still under way somewhere runs out.
  await clock.advance(25_000);
  const living = agents.flatMap(({ crashesAtMs }, i) => (crashesAtMs === undefined ? [`agent-${i}/i${i}`] : []));
  const leaks = living.flatMap((name) => {
    const { working = 0, held = 0 } = loads.get(name) ?? {};
    return working + held === 0 ? [] : [`${name}: ${working} at work, ${held} held`];
  });
  // The spy misses what is lost as well, and whoever has crashed may be known to be gone.
  const untold =
    faults.drop > 0 ? [] : [...bid].filter((each) => !told.has(each) && living.includes(each.split(' ')[1]!));
  await settle(caller.close());
  await settle(Promise.all(running.map(({ agent }) => agent.stop())));
  await broker.stop();
  return { settled, seen, leaks, untold };
}

test('every ask ends in time and once, no award goes to two, no slot is lost or taken twice, no limit is passed', async () => {
  const types = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyPlan, async (plan) => {
      const { settled, seen, leaks, untold } = await play(plan);
      expect(settled).toHaveLength(plan.asks.length);
      for (const [i, outcome] of settled.entries()) {
        types.add(outcome.type);
        expect(outcome.tried.elapsedMs).toBeLessThanOrEqual(withinMs + 1_100);
        const ends = outcome.tried.attempts.filter(({ ended }) => ended === 'done');
        expect(ends).toHaveLength(outcome.type === 'done' ? 1 : 0);
        const { limitCents } = plan.asks[i]!;
        if (outcome.type !== 'done') continue;
        expect(outcome.output).toEqual({ text: 'hello' });
        if (limitCents !== undefined) expect(Number(outcome.price.amount)).toBeLessThanOrEqual(limitCents / 100);
      }
      for (const to of seen.awards.values()) expect(to.size).toBe(1);
      expect([seen.overSlots, seen.lateStarts, leaks, untold]).toEqual([0, 0, [], []]);
    }),
    { seed: 41, numRuns: 400 },
  );
  // The runs came to what there is.
  expect([...types].sort()).toEqual(expect.arrayContaining(['cancelled', 'done', 'expired', 'failed', 'no-bids']));
}, 240_000);
