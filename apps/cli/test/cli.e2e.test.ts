import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, freePort, type NodeChild, spawnNode } from '@parley/testkit';

const entry = join(import.meta.dirname, '..', 'src', 'main.ts');
const escapeCode = String.fromCharCode(27);
const startMs = 60_000;

// CI must not bring colours into a pipe, as it does with some libraries.
async function parley(...args: string[]) {
  const child = spawnNode(entry, { args, env: { NATS_URL: undefined, CI: '1', FORCE_COLOR: undefined } });
  const { code } = await child.exit;
  return { code, lines: child.lines, output: child.outputLines.join('\n') };
}

describe('without a mesh', () => {
  test('ask says what to do and ends with 3', async () => {
    const { code, lines } = await parley('ask', 'pay 5 dollars', '--servers', `nats://127.0.0.1:${await freePort()}`);
    expect(code).toBe(3);
    expect(lines.join('\n')).toContain('npx parley up');
  });

  test.each([
    [['ask', 'pay', '--within', 'soon'], 'write 500ms, 2s or 1m'],
    [['ask', 'pay', '--prefer', 'colour'], 'choose price, time, reliability'],
    [['ask', 'pay', '--input', '{'], '--input is no JSON'],
    [['ask', 'pay', '--mesh', 'Bad Name'], 'cannot be a mesh'],
    [['up', '--temporary', '--port', 'many'], 'a whole number from 0 to 65535'],
    [['up', '--root', '/'], 'has no folder packages/agents'],
    [['ask'], "missing required argument 'intent'"],
    [['nonsense'], "unknown command 'nonsense'"],
  ])('%j is refused with what would be right', async (args, text) => {
    const { code, lines } = await parley(...args);
    expect(code).toBe(2);
    expect(lines.join('\n')).toContain(text);
  });
});

describe('with a mesh', () => {
  let up: NodeChild;
  let ready: { servers: string; agents: string[]; pids: { supervisor: number; broker: number } };
  const ask = (...args: string[]) => parley('ask', ...args, '--servers', ready.servers);

  beforeAll(async () => {
    up = spawnNode(entry, { args: ['up', '--port', '0', '--temporary', '--json'], holdInput: true });
    ready = JSON.parse(await up.waitForLine(/"ready"/, startMs)).ready;
  }, startMs);

  afterAll(async () => {
    up.kill('SIGINT');
    expect(await up.exit).toEqual({ code: 0, signal: null });
    for (const pid of Object.values(ready.pids)) expect(existsSync(`/proc/${pid}`)).toBe(false);
  }, startMs);

  test('why-not of an intent tells of a dry run who would do it, and of the others why not', async () => {
    const whyNot = async (agent: string, ...args: string[]) => {
      const { code, output } = await parley('why-not', agent, ...args, '--json', '--servers', ready.servers);
      expect(code).toBe(0);
      return JSON.parse(output);
    };
    const intent = 'I need to process $20 USD';
    const [wallet, card] = [await whyNot('wallet', intent), await whyNot('card', intent)];
    expect(wallet).toMatchObject({ intent, reason: { type: 'would-win', of: 3 } });
    expect(card).toMatchObject({
      reason: { type: 'lost', to: 'wallet' },
      change: expect.stringContaining('would have won'),
    });
    const dear = await whyNot('card', intent, '--max-price', '0.50');
    expect(dear.reason).toMatchObject({ type: 'over-price', price: { amount: '0.90' }, limit: { amount: '0.50' } });
    expect(await whyNot('echo', intent)).toMatchObject({ reason: { type: 'under-threshold' } });
    expect(await whyNot('nobody', intent)).toMatchObject({
      reason: { type: 'unknown-agent' },
      change: expect.stringContaining('npx parley agents'),
    });
    const list = await parley('conversation', 'list', '--json', '--servers', ready.servers);
    expect(JSON.parse(list.output)).toMatchObject({ conversations: [] });
  });

  test('agents lists who is here', async () => {
    const { code, output } = await parley('agents', '--json', '--servers', ready.servers);
    const { instances } = JSON.parse(output) as { instances: { agent: string; state: string; pid: number }[] };
    expect(code).toBe(0);
    expect(instances.map(({ agent }) => agent)).toEqual([
      ...['bank-transfer', 'card', 'carrier-express', 'carrier-timetable', 'echo', 'purchasing'],
      ...['supplier-leibnitz', 'supplier-linz', 'supplier-neustadt', 'traffic', 'wallet'],
    ]);
    for (const { state, pid } of instances)
      expect({ state, alive: existsSync(`/proc/${pid}`) }).toEqual({ state: 'available', alive: true });
  });

  test('ask tells the conversation without an escape code where no terminal is, and ends with 0', async () => {
    const { code, output } = await ask('pay 15 dollars by card');
    expect(code).toBe(0);
    expect(output).not.toContain(escapeCode);
    for (const label of ['shortlist', 'bid', 'award', 'progress', 'done', 'receipt: ']) expect(output).toContain(label);
  });

  test('ask --json prints the outcome, and limits and wishes hold', async () => {
    const { code, output } = await ask(
      'pay 15 dollars',
      '--json',
      '--max-price',
      '0.50',
      '--within',
      '20s',
      '--prefer',
      'time',
    );
    expect(code).toBe(0);
    const outcome = JSON.parse(output);
    expect(outcome).toMatchObject({ type: 'done', output: { amount: '15', currency: 'USD' } });
    expect(Number(outcome.price.amount)).toBeLessThanOrEqual(0.5);
  });

  test('a limit in another currency is the currency of the bids, and who bids in another is told so', async () => {
    const { code, lines } = await ask('pay 15 dollars', '--max-price', '9 EUR');
    expect(code).not.toBe(0);
    expect(lines.join('\n')).toContain('bids are in EUR here');
  });

  test('an order is handed on: its parts stand under it, and a list leaves them out', async () => {
    const order = 'order 40 pallets of cement for our site in Graz, delivered in 3 days, for at most 9000 euros';
    const { code, output } = await ask(order);
    expect([code, output]).toEqual([0, expect.stringMatching(/supplier: supplier-\w+[\s\S]*carrier: carrier-\w+/)]);
    await eventually(
      async () => {
        const explained = await parley('explain', 'last', '--servers', ready.servers);
        for (const part of [
          / {2}part \w+ supply-goods: done by supplier-/,
          / {2}part \w+ carry-goods: done by carrier-/,
          / {4}part \w+ settle-sale: done/,
        ]) {
          expect(explained.output).toMatch(part);
        }
      },
      { timeoutMs: 15_000, what: 'all parts to be in the record' },
    );
    const list = async (...args: string[]) =>
      (await parley('conversation', 'list', ...args, '--servers', ready.servers)).output;
    expect(await list()).not.toContain('Supply building materials');
    expect(await list('--parts')).toContain('Supply');
  }, 60_000);

  test('an amount of money that is none is refused with what would be right', async () => {
    const { code, lines } = await ask('pay 15 dollars', '--max-price', 'cheap');
    expect({ code, text: lines.join('\n') }).toEqual({ code: 2, text: expect.stringContaining('write it as') });
  });

  test('a model that is not there is refused with those that are', async () => {
    const { code, lines } = await ask('pay 15 dollars', '--model', 'nonsense');
    expect({ code, text: lines.join('\n') }).toEqual({ code: 2, text: expect.stringContaining('not a bundled model') });
  });

  test('a mesh where nobody is has no agents, and says how to start them, in JSON where that was asked for', async () => {
    const { code, output, lines } = await ask('pay 15 dollars', '--mesh', 'nobody', '--json');
    expect(code).toBe(3);
    expect(JSON.parse(output)).toEqual({
      error: { code: 'no-mesh', message: expect.stringContaining('npx parley up') },
    });
    expect(lines[0]).toContain('npx parley up');
  });

  test('Ctrl-C cancels what is asked and ends with 5', async () => {
    const child = spawnNode(entry, { args: ['ask', 'pay 5 dollars by bank transfer', '--servers', ready.servers] });
    await child.waitForLine(/progress/);
    child.kill('SIGINT');
    expect(await child.exit).toEqual({ code: 5, signal: null });
    expect(child.outputLines.join('\n')).toContain('cancelled');
  });

  test('ask for what nobody does ends with 4', async () => {
    const { code, output } = await ask('book me a flight to Mars');
    expect(code).toBe(4);
    expect(output).toContain('nearest');
  });

  test('ask without an amount says what is missing, ends with 6, and works with it', async () => {
    const { code, output } = await ask('charge my card');
    expect(code).toBe(6);
    expect(output).toContain('amount');
    expect((await ask('charge my card', '--input', '{"amount": "5", "currency": "USD"}')).code).toBe(0);
  });

  test('an empty intent ends with 2', async () => {
    const { code, lines } = await ask(' ');
    expect(code).toBe(2);
    expect(lines.join('\n')).toContain('empty');
  });
});
