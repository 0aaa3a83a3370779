// Many agents in one process, on a real server: they start together or not at all, share a connection, and each lives.

import { describe, expect, test } from '@jest/globals';
import { connectNats } from '@parley/bus/nats';
import { connect } from '@parley/mesh';
import { eventually, freshMeshName, withBroker } from '@parley/testkit';
import { pino } from 'pino';
import { runAgents } from '../src/index.ts';
import { wordEmbedder } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const logger = pino({ level: 'silent' });
const names = (count: number) => Array.from({ length: count }, (_, i) => `repeater-${i}`);

async function busTo(servers: string) {
  const bus = await connectNats({ servers, name: 'test', inboxPrefix: 'test.reply' });
  return Object.assign(bus, { [Symbol.asyncDispose]: () => bus.close() });
}

async function setUp() {
  const { url: servers } = await withBroker();
  const options = { servers, mesh: freshMeshName(), embedder: wordEmbedder(), logger };
  const client = () => connect(options);
  return { servers, options, client };
}

describe('runAgents', () => {
  test('runs a hundred on one connection; each bids and works, and all leave together', async () => {
    const { servers, options, client } = await setUp();
    await using bus = await busTo(servers);
    const consumers = async () => {
      const subject = `$JS.API.STREAM.INFO.KV_parley_${options.mesh}_adverts`;
      const { data } = await bus.request(subject, new Uint8Array(0), { timeoutMs: 5_000 });
      return JSON.parse(new TextDecoder().decode(data)).state.consumer_count;
    };
    await using running = await runAgents(
      names(100).map((name) => repeater(name)),
      options,
    );
    expect(running.agents.map(({ agent, state }) => `${agent} ${state}`)).toEqual(
      names(100).map((name) => `${name} available`),
    );
    // Nobody follows the adverts but callers: a server allows only so many consumers.
    expect(await consumers()).toBe(0);
    await using mesh = await client();
    expect(mesh.capabilities()).toHaveLength(100);
    const outcome = await mesh.ask('repeat these words', { input: { text: 'hello' } });
    expect(outcome).toMatchObject({ type: 'done', output: { text: 'hello' } });
    await running.stop();
    await eventually(() => expect(mesh.capabilities()).toEqual([]));
    expect(running.agents.every(({ state }) => state === 'stopped')).toBe(true);
  });

  test('starts none where one cannot, and says which', async () => {
    const { options, client } = await setUp();
    const broken = { ...repeater('broken'), start: () => Promise.reject(new Error('no money left')) };
    const definitions = [repeater('good'), broken];
    await expect(runAgents(definitions, options)).rejects.toThrow('no money left');
    await using mesh = await client();
    expect(mesh.capabilities()).toEqual([]);
    await expect(runAgents([], options)).rejects.toMatchObject({ code: 'bad-definition' });
  });

  test('one that an operator stops leaves the others at work, and the end is told once', async () => {
    const { options, client } = await setUp();
    let ends = 0;
    const onStopped = () => {
      ends += 1;
    };
    await using running = await runAgents([repeater('one'), repeater('two')], { ...options, onStopped });
    await using mesh = await client();
    await mesh.control('one', 'all', 'stop');
    await eventually(() => expect(running.agents[0]?.state).toBe('stopped'));
    expect([running.agents[1]?.state, ends]).toEqual(['available', 0]);
    expect(await mesh.ask('repeat these words', { input: { text: 'still' } })).toMatchObject({
      type: 'done',
      agent: 'two',
    });
    await running.stop();
    expect(ends).toBe(1);
  });
});
