import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type TestMesh, testMesh } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const intent = 'repeat these words again';

/** Bids best; fails as long as `broken.is` says so. */
function flaky(broken: { is: boolean }) {
  return repeater('flaky', {
    bid: () => ({ price: '0.01', etaMs: 10 }),
    perform: ({ input }) => {
      if (broken.is) throw new Error('broken');
      return input;
    },
  });
}

async function calledIn(world: TestMesh): Promise<string[]> {
  const { tried } = await world.ask(intent);
  return tried.bidders.map(({ agent }) => agent).sort();
}

/** The breaker's clock is the system's. */
function passTime(ms: number): void {
  const now = Date.now() + ms;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the circuit of an agent and capability', () => {
  test('opens after five failures in a row: it is not called, and called again after a while', async () => {
    const broken = { is: true };
    await using world = await testMesh([flaky(broken), repeater('sound')]);
    for (let i = 0; i < 5; i++) expect(await world.ask(intent, { prefer: 'price' })).toMatchObject({ agent: 'sound' });
    expect(await calledIn(world)).toEqual(['sound']);
    broken.is = false;
    expect(await calledIn(world)).toEqual(['sound']);
    passTime(10_001);
    expect(await calledIn(world)).toEqual(['flaky', 'sound']);
  });

  test('is closed by one success, and stays open where the first attempt fails again', async () => {
    const broken = { is: true };
    await using world = await testMesh([flaky(broken), repeater('sound')]);
    const ask = () => world.ask(intent, { prefer: 'price' });
    for (let i = 0; i < 5; i++) await ask();
    passTime(10_001);
    const { tried } = await ask();
    expect(tried.attempts.map(({ agent }) => agent)).toEqual(['flaky', 'sound']);
    expect(await calledIn(world)).toEqual(['sound']);
    broken.is = false;
    passTime(10_001);
    expect(await ask()).toMatchObject({ agent: 'flaky' });
    broken.is = true;
    await ask();
    expect(await calledIn(world)).toEqual(['flaky', 'sound']);
  });

  test('is no reason to say that nobody can do it: it is said who is left alone and for how long', async () => {
    await using world = await testMesh([flaky({ is: true })]);
    for (let i = 0; i < 5; i++) expect((await world.ask(intent)).type).toBe('failed');
    expect(await world.ask(intent)).toMatchObject({
      type: 'unavailable',
      text: expect.stringMatching(/left alone for now: flaky\. Try again in (?:9|10) s/),
    });
  });

  test('is not opened by results that were lost with the broker: the agent is well', async () => {
    const slow = repeater('slow', {
      bid: () => ({ price: '0.01', etaMs: 10 }),
      hints: { progressWithinMs: 2_000 },
      perform: ({ sleep, input }) => sleep(300).then(() => input),
    });
    await using world = await testMesh([slow, repeater('sound')]);
    const asks = Array.from({ length: 6 }, () => world.mesh.ask(intent, { prefer: 'price' }));
    const agreed = asks.map(async (asking) => {
      for await (const event of asking) if (event.type === 'agreed') return;
    });
    await world.settle(Promise.all(agreed));
    world.broker.stop();
    await world.clock.advance(500);
    world.broker.restart();
    for (const { tried } of await world.settle(Promise.all(asks))) {
      expect(tried.attempts.map(({ agent, ended }) => [agent, ended])).toEqual([
        ['slow', 'no-progress'],
        ['sound', 'done'],
      ]);
    }
    expect(await calledIn(world)).toEqual(['slow', 'sound']);
    // Nor is it held against it when bids are compared.
    const asking = world.mesh.ask(intent, { prefer: 'price' });
    const outcome = await world.settle(asking);
    expect(outcome).toMatchObject({ type: 'done', agent: 'slow' });
    for await (const event of asking) {
      if (event.type !== 'shortlisted') continue;
      const { reliability } = event.candidates.find(({ agent }) => agent === 'slow')!;
      expect(reliability).toBeGreaterThanOrEqual(0.5);
    }
  });

  test('is not opened by refusals, nor by a caller who cancels', async () => {
    const busy = repeater('busy', { perform: ({ sleep, input }) => sleep(60_000).then(() => input) });
    await using world = await testMesh([busy]);
    for (let i = 0; i < 6; i++) {
      const asking = world.mesh.ask(intent);
      const outcome = world.settle(asking.outcome);
      for await (const event of asking) if (event.type === 'agreed') asking.cancel();
      expect((await outcome).type).toBe('cancelled');
    }
    expect(await calledIn(world)).toEqual(['busy']);
  });
});
