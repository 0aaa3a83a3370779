import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runAgent } from '@parley/agent';
import { testMesh } from '@parley/agent/testing';
import { spawnNode, withBroker } from '@parley/testkit';
import { pino } from 'pino';
import agent from '../agent.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, text]) => text);
const file = (name: string) => readFileSync(join(root, 'examples', 'readme', name), 'utf8');

describe("the README's example", () => {
  test('is the code in examples/readme, in at most 25 and 10 lines', () => {
    expect(blocks[0]).toBe(file('agent.ts'));
    expect(blocks[1]).toBe(file('caller.ts'));
    expect(file('agent.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(25);
    expect(file('caller.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  });

  test('is tested as the README says', async () => {
    await using world = await testMesh([agent]);
    const outcome = await world.ask('split the 90 of our dinner between 4 people');
    expect(outcome).toMatchObject({ type: 'done', output: { each: 22.5 } });
  });

  test('runs: the caller finds the agent by meaning and prints what each owes', async () => {
    const { url } = await withBroker();
    await using _ = await runAgent(agent, { servers: url, logger: pino({ level: 'silent' }) });
    const caller = spawnNode(join(root, 'examples', 'readme', 'caller.ts'), { env: { NATS_URL: url } });
    expect(await caller.exit).toEqual({ code: 0, signal: null });
    expect(caller.outputLines).toEqual(expect.arrayContaining(['awarded', 'settled', '{ each: 22.5 }']));
  });
});
