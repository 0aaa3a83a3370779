// Standing contracts in the real mesh: negotiated once, called often, and kept when agents come and go.

import { describe, expect, test } from '@jest/globals';
import { type ContractEvent, connect } from '@parley/mesh';
import { subjects } from '@parley/protocol';
import { pino } from 'pino';
import { TaskFailure } from '../src/index.ts';
import { testMesh, wordEmbedder } from '../src/testing/index.ts';
import { agent, backupIs, contractIn, example, failed, intent, type Perform } from './contract-world.ts';
import { repeater } from './echo-agent.ts';

describe('a standing contract', () => {
  test('is won by one negotiation, and called without another', async () => {
    await using world = await testMesh([agent('ada', '0.10'), agent('bob', '0.20')]);
    const heard: string[] = [];
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('spy') });
    bus.subscribe('parley.test.cfp.>', () => heard.push('cfp'));
    bus.subscribe('parley.test.request.>', () => heard.push('request'));
    const { contract, call } = await contractIn(world, { backup: false });
    expect(contract.holder).toMatchObject({ agent: 'ada', price: { amount: '0.10', currency: 'USD' }, etaMs: 100 });
    expect(heard).toEqual(['cfp', 'cfp']);
    expect([await call('one'), await call('two')]).toEqual([{ text: 'ada: one' }, { text: 'ada: two' }]);
    expect(heard).toEqual(['cfp', 'cfp', 'request', 'request']);
    expect(contract.counts).toEqual({ done: 2, failed: 0 });
    expect(contract.spent).toEqual({ amount: '0.2', currency: 'USD' });
    await contract.close();
    expect(await failed(contract.call(example))).toMatchObject({ code: 'closed' });
  });

  test('holds as long as it is renewed, which it is', async () => {
    await using world = await testMesh([agent('ada', '0.10')]);
    const { contract, events, call } = await contractIn(world, { forMs: 1_000, backup: false });
    await world.clock.advance(10_000);
    expect(await call('still')).toEqual({ text: 'ada: still' });
    expect(events).toEqual([]);
    await contract.close();
  });

  test('is nobody else’s: another caller that knows its name is refused', async () => {
    await using world = await testMesh([agent('ada', '0.10')]);
    const { contract, events } = await contractIn(world, { backup: false });
    const asked: ContractEvent[] = events;
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('thief') });
    const mine = await world.settle(
      connect({ bus, mesh: 'test', clock: world.clock, embedder: wordEmbedder(), logger: pino({ level: 'silent' }) }),
    );
    const answers: string[] = [];
    const channel = bus.channel({ message: ({ data }) => answers.push(new TextDecoder().decode(data)) });
    const { agent: name, instance } = contract.holder!;
    const conversation = 'f'.repeat(32);
    const body = { input: example };
    const message = { v: 1, id: 'x', performative: 'request', conversation, from: 'client/thief', body };
    bus.publish(subjects('test').act('request', name, instance), new TextEncoder().encode(JSON.stringify(message)), {
      reply: channel.subject,
    });
    await world.clock.advance(10);
    expect(JSON.parse(answers[0]!)).toMatchObject({ performative: 'refuse', body: { code: 'unknown-contract' } });
    expect(asked).toEqual([]);
    await world.settle(mine.close());
  });

  test('says by an error why nobody would', async () => {
    await using world = await testMesh([repeater('ada', { bid: () => ({ refuse: 'not for so long' }) })]);
    const outcome = await failed(world.settle(world.mesh.contract(intent, { input: example })));
    expect(outcome).toMatchObject({ code: 'no-contract', details: { outcome: 'refused' } });
    expect(outcome).toMatchObject({ message: expect.stringContaining('not for so long') });
  });

  test.each([
    [{ forMs: 10 }, /forMs is 10/],
    [{ inFlight: 0 }, /inFlight is 0/],
    [{ perSecond: -1 }, /perSecond is -1/],
    [{ slowFactor: 1 }, /slowFactor is 1/],
  ])('cannot be made with %j', async (options, message) => {
    await using world = await testMesh([agent('ada', '0.10')]);
    expect(await failed(world.mesh.contract(intent, options))).toMatchObject({
      code: 'bad-options',
      message: expect.stringMatching(message),
    });
  });
});

describe('a call', () => {
  test('that fails for good fails, with the agent’s own reason; one that may be repeated is done by the backup', async () => {
    const picky: Perform = async ({ input }) => {
      throw new TaskFailure('no', `I do not repeat ${input.text}`, { retryable: input.text === 'again' });
    };
    await using world = await testMesh([agent('ada', '0.10', picky), agent('bob', '0.20')]);
    const { contract, call } = await contractIn(world);
    await backupIs(world, contract, 'bob');
    expect(await failed(call('that'))).toMatchObject({
      code: 'call-failed',
      message: 'ada: I do not repeat that',
      details: { code: 'no' },
    });
    expect(await call('again')).toEqual({ text: 'bob: again' });
    expect(contract.counts).toEqual({ done: 1, failed: 1 });
    expect(contract.spent).toEqual({ amount: '0.2', currency: 'USD' });
  });

  test('whose input will not do says what is missing', async () => {
    await using world = await testMesh([agent('ada', '0.10')]);
    const { contract } = await contractIn(world, { backup: false });
    expect(await failed(world.settle(contract.call({ words: 1 })))).toMatchObject({
      code: 'bad-input',
      details: { missing: ['text'] },
    });
  });

  test('ends in time, and its work is stopped', async () => {
    let stopped = 0;
    const slow: Perform = async ({ input, sleep, signal }) => {
      signal.addEventListener('abort', () => {
        stopped += 1;
      });
      await sleep(60_000);
      return { text: input.text };
    };
    await using world = await testMesh([agent('ada', '0.10', slow)]);
    const { call } = await contractIn(world, { backup: false });
    expect(await failed(call('late', 500))).toMatchObject({ code: 'call-expired' });
    await world.clock.advance(10);
    expect(stopped).toBe(1);
  });

  test('beyond what was agreed is refused at once: at a time, a second, and by the budget', async () => {
    const slow: Perform = async ({ input, sleep }) => {
      await sleep(50);
      return { text: input.text };
    };
    await using world = await testMesh([agent('ada', '0.10', slow)]);
    {
      const { contract } = await contractIn(world, { inFlight: 2, backup: false });
      const outcomes = world.settle(Promise.all([1, 2, 3].map((n) => failed(contract.call({ text: String(n) })))));
      expect((await outcomes).map((each) => (typeof each === 'string' ? each : each.code))).toEqual([
        'done',
        'done',
        'over-limit',
      ]);
      await contract.close();
    }
    {
      const { contract, call } = await contractIn(world, { perSecond: 1, backup: false });
      await call('one');
      expect(await failed(call('two'))).toMatchObject({
        code: 'over-limit',
        details: { retryAfterMs: expect.any(Number) },
      });
      await world.clock.advance(1_000);
      await call('three');
      await contract.close();
    }
    const { contract, call } = await contractIn(world, { budget: '0.30', backup: false });
    for (const text of ['one', 'two', 'three']) await call(text);
    expect(await failed(call('four'))).toMatchObject({ code: 'over-budget' });
    expect(contract.spent).toEqual({ amount: '0.3', currency: 'USD' });
  });
});

describe('when who holds it', () => {
  test('is declared dead, its backup takes over, and every call ends once', async () => {
    const slow: Perform = async ({ input, sleep }) => {
      await sleep(100);
      return { text: `ada: ${input.text}` };
    };
    await using world = await testMesh([agent('ada', '0.10', slow), agent('bob', '0.20'), agent('cleo', '0.30')]);
    const { contract, events } = await contractIn(world);
    await backupIs(world, contract, 'bob');
    const ended = new Map<number, number>();
    const calls = Array.from({ length: 50 }, (_, n) =>
      contract.call({ text: String(n) }).then((output) => {
        ended.set(n, (ended.get(n) ?? 0) + 1);
        return output;
      }),
    );
    await world.clock.advance(20);
    const { agent: name, instance } = contract.holder!;
    const down = { agent: name, instance, cause: 'exit', text: 'killed by SIGKILL', detectionMs: 3 };
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('keeper') });
    const message = { v: 1, id: 'd', performative: 'down', conversation: 'presence', from: 'supervisor/k', body: down };
    bus.publish(subjects('test').presence('down', name, instance), new TextEncoder().encode(JSON.stringify(message)));
    const outputs = await world.settle(Promise.all(calls));
    expect(new Set(outputs.map((each) => (each as { text: string }).text.split(':')[0]))).toEqual(new Set(['bob']));
    expect([...ended.values()]).toEqual(Array(50).fill(1));
    expect(contract.holder).toMatchObject({ agent: 'bob' });
    await backupIs(world, contract, 'cleo');
    expect(events.map(({ type }) => type).slice(-3)).toEqual(['broken', 'took-over', 'held']);
  });

  test('stops in peace, what it has begun it finishes, and the next call goes to another', async () => {
    const slow: Perform = async ({ input, sleep }) => {
      await sleep(300);
      return { text: `ada: ${input.text}` };
    };
    await using world = await testMesh([agent('ada', '0.10', slow), agent('bob', '0.20')]);
    const { contract, call } = await contractIn(world);
    await backupIs(world, contract, 'bob');
    const begun = contract.call({ text: 'begun' });
    await world.clock.advance(10);
    const stopped = world.agents[0]!.stop('an update');
    await world.clock.advance(10);
    expect(await call('next')).toEqual({ text: 'bob: next' });
    expect(await world.settle(begun)).toEqual({ text: 'ada: begun' });
    await world.settle(stopped);
  });

  test('becomes slower than it promised, it is negotiated anew', async () => {
    let takesMs = 50;
    const tiring: Perform = async ({ input, sleep }) => {
      await sleep(takesMs);
      return { text: `ada: ${input.text}` };
    };
    await using world = await testMesh([agent('ada', '0.10', tiring, 50), agent('bob', '0.20')]);
    const { contract, events, call } = await contractIn(world, { backup: false });
    for (let n = 0; n < 25; n += 1) await call('well');
    expect(events).toEqual([]);
    takesMs = 600;
    for (let n = 0; n < 20 && events.length === 0; n += 1) await call('slow');
    expect(events[0]).toMatchObject({ type: 'broken', holder: { agent: 'ada' } });
    expect(events[0]).toMatchObject({ text: expect.stringMatching(/^its calls take \d+ ms, 50 were promised$/) });
    expect(await call('after')).toBeDefined();
    expect(contract.holder).toBeDefined();
  });

  test('is gone and nobody else would, the call says so, and the next tries again', async () => {
    await using world = await testMesh([agent('ada', '0.10')]);
    const { contract, call } = await contractIn(world, { backup: false });
    await world.settle(world.agents[0]!.stop());
    expect(await failed(call('any'))).toMatchObject({ code: 'no-contract' });
    expect(await failed(call('any'))).toMatchObject({ code: 'no-contract' });
    expect(contract.holder).toBeUndefined();
  });
});
