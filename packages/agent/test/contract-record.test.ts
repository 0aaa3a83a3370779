// What is written down of the calls under a standing contract.

import { expect, test } from '@jest/globals';
import { listConversations, readConversation, usageOf } from '@parley/conversation';
import { connect } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { pino } from 'pino';
import { TaskFailure } from '../src/index.ts';
import { testMesh, wordEmbedder } from '../src/testing/index.ts';
import { agent, backupIs, contractIn, example, failed, intent, type Perform } from './contract-world.ts';

test('a call is written down where it failed, and one of a hundred where not, as a part of the contract', async () => {
  const picky: Perform = async ({ input }) => {
    if (input.text === 'no') throw new TaskFailure('no', 'not that', { retryable: false });
    return { text: input.text };
  };
  await using world = await testMesh([agent('ada', '0.10', picky)]);
  const { call } = await contractIn(world, { backup: false });
  for (let n = 0; n < 101; n += 1) await call('yes');
  await failed(call('no'));
  await world.clock.advance(5_000);
  const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
  const { conversations } = await world.settle(listConversations(bus, { mesh: 'test', parts: true }));
  const views = await Promise.all(
    conversations.map(({ conversation }) => world.settle(readConversation(bus, { mesh: 'test', conversation }))),
  );
  const calls = views.flatMap((view) => (view?.asked?.parent === undefined ? [] : [view]));
  expect(calls.map((view) => view.settled?.outcome).sort()).toEqual(['done', 'done', 'failed']);
});

test('what calls cost is in the record for all of them, by whoever called under its name, at whichever agent did them', async () => {
  const picky: Perform = async ({ input }) => {
    if (input.text === 'again') throw new TaskFailure('busy', 'not now');
    return { text: input.text };
  };
  await using world = await testMesh([agent('ada', '0.10', picky), agent('bob', '0.20')]);
  const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('shop') });
  const logger = pino({ level: 'silent' });
  const shared = { bus, mesh: 'test', clock: world.clock, embedder: wordEmbedder(), logger };
  const shop = await world.settle(connect({ ...shared, name: 'shop' }));
  const contract = await world.settle(shop.contract(intent, { input: example, prefer: 'price' }));
  await backupIs(world, contract, 'bob');
  for (let n = 0; n < 5; n += 1) await world.settle(contract.call({ text: 'yes' }));
  await world.settle(contract.call({ text: 'again' }));
  await world.settle(shop.ask(intent, { prefer: 'price' }).outcome);
  await world.settle(contract.close());
  await world.clock.advance(5_000);
  const usage = await world.settle(usageOf(bus, { mesh: 'test', nowMs: world.clock.epochMs() }));
  const usd = (amount: string) => [{ amount, currency: 'USD' }];
  expect(usage).toEqual([
    // The contract, and the ask: of the contract the price is that of a call.
    { caller: 'shop', agent: 'ada', asks: 2, done: 2, rerouted: 0, calls: 5, callsFailed: 1, spent: usd('0.6') },
    { caller: 'shop', agent: 'bob', asks: 1, done: 1, rerouted: 0, calls: 1, callsFailed: 0, spent: usd('0.2') },
  ]);
  await world.settle(shop.close());
});
