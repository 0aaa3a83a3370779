// The commands that read the record, against a real broker on which nobody is but the record itself.

import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { connectNats } from '@parley/bus/nats';
import { createRecorder, type EntryBody } from '@parley/conversation';
import { subjects } from '@parley/protocol';
import { freePort, freshMeshName, spawnNode, withBroker } from '@parley/testkit';

const entry = join(import.meta.dirname, '..', 'src', 'main.ts');
const startMs = 60_000;
const mesh = freshMeshName();
const usd = (amount: string) => ({ amount, currency: 'USD' });
const weights = { price: 0.4, time: 0.3, reliability: 0.3, quality: 0 };
const done = 'd0e1'.padEnd(32, '0');
const lost = 'fa11'.padEnd(32, '0');
const card = { agent: 'card', instance: 'i1', capability: 'pay', price: usd('1.00'), etaMs: 100 };
const wallet = { agent: 'wallet', instance: 'w1', capability: 'pay', price: usd('2.00'), etaMs: 200 };
let servers: string;

const parts: Readonly<Record<string, readonly EntryBody[]>> = {
  [done]: [
    { type: 'asked', atMs: 0, intent: 'pay 5 \u001b[31mdollars', withinMs: 30_000, currency: 'USD', weights },
    {
      type: 'shortlisted',
      atMs: 1,
      round: 1,
      candidates: [card, wallet].map(({ agent, instance, capability }) => ({
        agent,
        instance,
        capability,
        similarity: 0.8,
        reliability: 0.5,
      })),
      missedMore: 0,
    },
    { type: 'called', atMs: 1, round: 1, bidders: ['card/i1', 'wallet/w1'], windowMs: 250 },
    { type: 'proposed', atMs: 5, ...card },
    { type: 'proposed', atMs: 6, ...wallet },
    {
      type: 'scored',
      atMs: 6,
      weights,
      board: [
        {
          ...card,
          fit: { status: 'ok' },
          score: 1,
          scoreByTerm: { price: 0.4, time: 0.3, reliability: 0.3, quality: 0 },
        },
        {
          ...wallet,
          fit: { status: 'ok' },
          score: 0.65,
          scoreByTerm: { price: 0.2, time: 0.15, reliability: 0.3, quality: 0 },
        },
      ],
    },
    { type: 'awarded', atMs: 7, attempt: 1, ...card, why: 'ahead of wallet by 0.350, most of it on price' },
    {
      type: 'attempt-failed',
      atMs: 50,
      attempt: 1,
      agent: 'card',
      instance: 'i1',
      cause: 'down',
      text: 'ended by SIGKILL',
      noticedBy: 'its exit was seen',
      detectionMs: 7,
    },
    { type: 'awarded', atMs: 52, attempt: 2, ...wallet, why: 'next in rank after card' },
    {
      type: 'settled',
      atMs: 90,
      outcome: 'done',
      text: 'wallet did it.',
      agent: 'wallet',
      instance: 'w1',
      price: usd('2.00'),
    },
  ],
  [lost]: [
    { type: 'asked', atMs: 0, intent: 'sing', withinMs: 30_000, currency: 'USD', weights },
    {
      type: 'settled',
      atMs: 2,
      outcome: 'no-route',
      text: 'No agent can do this.',
      nearest: [{ agent: 'card', capability: 'pay', similarity: 0.2 }],
      threshold: 0.48,
    },
  ],
};

async function parley(...args: string[]) {
  const child = spawnNode(entry, { args, env: { NATS_URL: undefined, CI: '1', FORCE_COLOR: undefined } });
  const { code } = await child.exit;
  return { code, lines: child.lines, output: child.outputLines.join('\n') };
}

const onRecord = (...args: string[]) => parley(...args, '--servers', servers, '--mesh', mesh);

beforeAll(async () => {
  servers = (await withBroker()).url;
  const bus = await connectNats({ servers, name: 'cli-test', inboxPrefix: subjects(mesh).replyPrefix('t1') });
  const writer = { kind: 'caller', name: 'client', instance: 'c1' } as const;
  const recorder = createRecorder(bus, { mesh, writer, schemasOf: () => [] });
  for (const [id, entries] of Object.entries(parts)) {
    for (const body of entries) recorder.append(id, body);
    recorder.end(id);
    await recorder.flush();
  }
  await recorder.close();
  await bus.close();
}, startMs);

describe('parley conversation', () => {
  test('shows a timeline by a whole id, a shortened one, and the newest, and steers no terminal', async () => {
    const [whole, short, last] = await Promise.all([
      onRecord('conversation', done),
      onRecord('conversation', 'show', 'd0e1'),
      onRecord('conversation', 'last'),
    ]);
    expect([whole.code, short.code, last.code]).toEqual([0, 0, 0]);
    expect(short.output).toBe(whole.output);
    for (const text of ['asked', 'score', 'failed', 'attempt 2: wallet/w1', 'done        wallet did it.']) {
      expect(whole.output).toContain(text);
    }
    expect(whole.output).not.toContain('\u001b');
    expect(last.output).toContain('no-route');
  });

  test('prints the view as one JSON object', async () => {
    const { code, output } = await onRecord('conversation', done, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(output)).toMatchObject({
      conversation: done,
      winner: 'wallet/w1',
      reroutes: [{ detectionMs: 7, rerouteMs: 2 }],
    });
  });

  test('follows one that is over to its end, an object a line', async () => {
    const { code, output } = await onRecord('conversation', done, '--follow', '--json');
    expect(code).toBe(0);
    const types = output.split('\n').map((line) => JSON.parse(line).body.type);
    expect(types).toEqual(parts[done]!.map(({ type }) => type));
  });

  test('lists the newest first, and by what went wrong', async () => {
    const [all, failed, rerouted] = await Promise.all(
      [[], ['--failed'], ['--rerouted', '--since', '10m']].map((args) =>
        onRecord('conversation', 'list', '--json', ...args),
      ),
    );
    const ids = ({ output }: { output: string }) =>
      JSON.parse(output).conversations.map((each: { conversation: string }) => each.conversation);
    expect([all, failed, rerouted].map((each) => ids(each!))).toEqual([[lost, done], [lost], [done]]);
    const { output } = await onRecord('conversation', 'list', '--limit', '1');
    expect(output).toContain('fa1100000000');
    expect(output).toContain('1 more: see them with --limit 2.');
  });
});

test('usage adds up who used whom, and for how much', async () => {
  const { code, output } = await onRecord('usage', '--json');
  expect(code).toBe(0);
  const nothing = { rerouted: 0, calls: 0, callsFailed: 0, spent: [] };
  expect(JSON.parse(output).usage).toEqual([
    { agent: 'wallet', asks: 1, done: 1, ...nothing, rerouted: 1, spent: [{ amount: '2.00', currency: 'USD' }] },
    { asks: 1, done: 0, ...nothing },
  ]);
  const table = await onRecord('usage', '--since', '10m');
  expect(table.output).toMatch(/caller +agent +asks +done +rerouted +calls +failed +spent/);
  expect(table.output).toMatch(/\(no name\) +wallet +1 +1 +1 +0 +0 +2\.00 USD/);
  expect((await onRecord('usage', '--since', '0s')).code).toBe(2);
});

test('explain says why, what broke, what was done and what it cost', async () => {
  const { code, output } = await onRecord('explain', done);
  expect(code).toBe(0);
  for (const text of ['went to card/i1', 'ended by SIGKILL', 'wallet/w1 took over 2 ms later', 'It cost 2.00 USD']) {
    expect(output).toContain(text);
  }
});

test('why-not gives the typed reason, the sentence, and what would have changed it', async () => {
  const { code, output } = await onRecord('why-not', 'card', lost, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    conversation: lost,
    reason: { type: 'under-threshold', similarity: 0.2, threshold: 0.48 },
    text: 'card was not asked: similarity 0.20, under the threshold 0.48.',
  });
  const words = await onRecord('why-not', 'card', done);
  expect(words.output).toBe(
    'card had it in attempt 1 and failed (down): ended by SIGKILL.\nwallet/w1 did it after that.',
  );
});

test.each<[string[], number, string]>([
  [['conversation', 'abcdef'], 2, 'No conversation "abcdef" is recorded'],
  [['explain', 'No Token'], 2, 'No conversation "No Token" is recorded'],
  [['conversation', 'list', '--limit', 'many'], 2, 'a whole number above 0'],
  [['conversation', 'list', '--since', 'soon'], 2, 'write 500ms, 2s or 1m'],
  [['why-not', 'card'], 2, "missing required argument 'conversation-or-intent'"],
  [['why-not', 'card', done, '--prefer', 'price'], 2, 'go with an intent'],
])('%j is refused with what would be right', async (args, exit, text) => {
  const { code, lines } = await onRecord(...args);
  expect(code).toBe(exit);
  expect(lines.join('\n')).toContain(text);
});

test('without a broker it says what to do and ends with 3', async () => {
  const { code, lines } = await parley('explain', 'last', '--servers', `nats://127.0.0.1:${await freePort()}`);
  expect(code).toBe(3);
  expect(lines.join('\n')).toContain('npx parley up');
});
