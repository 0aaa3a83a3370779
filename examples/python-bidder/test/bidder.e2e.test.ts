// The agent in Python among others, with a real supervisor: it wins work, and is rerouted from when it is killed.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { capability, defineAgent, runAgent } from '@parley/agent';
import { connect, type Mesh } from '@parley/mesh';
import { eventually, freshMeshName, type NodeChild, spawnNode, type TestBroker, withBroker } from '@parley/testkit';
import { pino } from 'pino';
import { z } from 'zod';
import { type Python, pythonWithNats } from './python.ts';

const here = import.meta.dirname;
const logger = pino({ level: 'silent' });
const name = freshMeshName();
const root = mkdtempSync(join(tmpdir(), 'parley-python-mesh-'));
const letter = { input: { text: 'dear sir or madam' } };
const intent = 'how many words has this letter';

let python: Python | undefined;
let broker: TestBroker;
let supervisor: NodeChild;
let space: string;
let mesh: Mesh;
const bidders: ChildProcess[] = [];

async function startBidder(takesS: number): Promise<ChildProcess> {
  const env = { NATS_URL: broker.url, PARLEY_MESH: name, PARLEY_SPACE: space, TAKES_S: String(takesS) };
  const child = spawn(python!.program, [join(here, '..', 'bidder.py')], {
    env: { ...process.env, ...python!.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  bidders.push(child);
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  const ready = once(createInterface({ input: child.stdout }), 'line');
  const ended = once(child, 'close').then(([code]) => Promise.reject(new Error(`it ended with ${code}: ${complaint}`)));
  ended.catch(() => undefined);
  expect(await Promise.race([ready, ended])).toEqual(['ready']);
  return child;
}

const abacus = defineAgent({
  name: 'abacus',
  capabilities: {
    'count-words': capability({
      description: 'Count words in a text.',
      examples: [intent],
      input: z.object({ text: z.string() }),
      output: z.object({ words: z.int() }),
      bid: async () => ({ price: '5.00', etaMs: 10_000 }),
      perform: async ({ input: { text } }) => ({ words: text.split(' ').length }),
    }),
  },
});

beforeAll(async () => {
  python = pythonWithNats();
  broker = await withBroker({ own: true });
  supervisor = spawnNode(join(here, '..', '..', '..', 'apps', 'supervisor', 'src', 'main.ts'), { holdInput: true });
  supervisor.writeLine(JSON.stringify({ servers: broker.url, mesh: name, root, model: 'static' }));
  space = JSON.parse(await supervisor.waitForLine(/^\{"ready"/, 30_000)).ready.space;
  mesh = await connect({ servers: broker.url, mesh: name, model: 'static', logger });
}, 120_000);

afterAll(async () => {
  for (const bidder of bidders) bidder.kill('SIGKILL');
  await mesh?.close();
  supervisor?.closeInput();
  await supervisor?.exit;
  await broker?.stop();
  for (const folder of [root, python?.folder])
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

describe('an agent in Python, where there is one', () => {
  test('is found by meaning, works, says what it lacks, and leaves when it is told to', async () => {
    if (python === undefined) return;
    const bidder = await startBidder(0.2);
    const asking = mesh.ask(intent, letter);
    const events: string[] = [];
    for await (const { type } of asking) events.push(type);
    expect(await asking).toMatchObject({ type: 'done', agent: 'counter', output: { words: 4 } });
    expect(events).toEqual(expect.arrayContaining(['agreed', 'progress']));
    expect(await mesh.ask(intent, { input: { words: 'none' } })).toMatchObject({
      type: 'needs-input',
      missing: ['text'],
    });
    expect(await mesh.instances()).toEqual([expect.objectContaining({ agent: 'counter', state: 'available' })]);
    bidder.kill('SIGTERM');
    expect(await once(bidder, 'exit')).toEqual([0, null]);
    await eventually(async () => expect(await mesh.instances()).toEqual([]), { what: 'it to be gone' });
    expect(await mesh.ask(intent, letter)).toMatchObject({ type: 'no-route' });
  }, 60_000);

  test('cancels its work when the caller does', async () => {
    if (python === undefined) return;
    const bidder = await startBidder(10);
    const asking = mesh.ask(intent, letter);
    for await (const { type } of asking) if (type === 'progress') asking.cancel('no need any more');
    expect(await asking).toMatchObject({ type: 'cancelled' });
    bidder.kill('SIGTERM');
    expect(await once(bidder, 'exit')).toEqual([0, null]);
  }, 60_000);

  test('is rerouted from when it is killed in the middle of its work', async () => {
    if (python === undefined) return;
    await using _ = await runAgent(abacus, { servers: broker.url, mesh: name, model: 'static', logger });
    const bidder = await startBidder(10);
    const asking = mesh.ask(intent, { ...letter, prefer: 'price', withinMs: 60_000 });
    for await (const { type } of asking) if (type === 'progress') bidder.kill('SIGKILL');
    const outcome = await asking;
    expect(outcome).toMatchObject({ type: 'done', agent: 'abacus', output: { words: 4 } });
    expect(outcome.tried.attempts).toMatchObject([
      { agent: 'counter', ended: 'down' },
      { agent: 'abacus', ended: 'done' },
    ]);
  }, 60_000);
});
