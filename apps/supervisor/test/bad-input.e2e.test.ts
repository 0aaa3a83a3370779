import { describe, expect, test } from '@jest/globals';
import { capability, defineAgent, runAgent } from '@parley/agent';
import { type TestMesh, testMesh, wordEmbedder } from '@parley/agent/testing';
import { startBroker } from '@parley/broker';
import { resolveModel } from '@parley/embeddings';
import { connect, defineCapability } from '@parley/mesh';
import { decode, encode, type Message, subjects } from '@parley/protocol';
import { freePort, withBroker } from '@parley/testkit';
import { pino } from 'pino';
import { z } from 'zod';

const intent = 'repeat these words again';
const at = subjects('test');
const logger = pino({ level: 'silent' });
const never = () => new Promise<never>(() => undefined);

type Parts = { name?: string; bid?: () => never | object; perform?: () => unknown; description?: string };

function repeater({
  name = 'good',
  bid,
  perform,
  description = 'Repeat a text: say the same words again.',
}: Parts = {}) {
  return defineAgent({
    name,
    capabilities: {
      repeat: capability({
        description,
        examples: ['repeat these words'],
        input: z.object({ text: z.string() }),
        output: z.object({ text: z.string() }),
        read: (text) => ({ text }),
        bid: (bid ?? (() => ({ price: '0.10', etaMs: 100 }))) as () => { price: string; etaMs: number },
        perform: (perform ?? (({ input }: { input: { text: string } }) => input)) as () => { text: string },
      }),
    },
  });
}

/** Sends bytes to the inbox of the first agent and gives what it answers. */
async function answerTo(world: TestMesh, act: 'cfp' | 'accept-proposal', bytes: Uint8Array): Promise<Message> {
  const bus = world.broker.connect({ inboxPrefix: at.replyPrefix('stranger') });
  const { data } = await world.settle(bus.request(at.act(act, 'good', 'i0'), bytes, { timeoutMs: 1_000 }));
  const decoded = decode(data);
  if (!decoded.ok) throw new Error(decoded.error.text);
  return decoded.message;
}

const cfp = {
  v: 1,
  id: 'm1',
  performative: 'cfp',
  conversation: 'c1',
  from: 'client/stranger',
  withinMs: 250,
  body: { capability: 'repeat', intent, limits: { withinMs: 5_000 }, round: 1, path: [], hopsLeft: 4 },
};
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** What is done, and the code and words that must come of it. */
type Row = [what: string, act: (world: TestMesh) => Promise<unknown>, expected: unknown];
const answered = (performative: string, code: string) => ({
  performative,
  body: expect.objectContaining({ code, text: expect.stringMatching(/\w+/) }),
});
const refused = (code: string, text: RegExp) => ({ code, message: expect.stringMatching(text) });
const thrownBy = (run: () => unknown) =>
  Promise.resolve()
    .then(run)
    .then(
      () => 'nothing was thrown',
      (thrown: unknown) => thrown,
    );
const failing = (parts: Parts) => async () => {
  await using world = await testMesh([repeater({ name: 'bad', ...parts })]);
  return await world.ask(intent, { withinMs: 3_000 });
};

const table: Row[] = [
  [
    'an unknown performative',
    (world) => answerTo(world, 'cfp', bytesOf({ ...cfp, performative: 'shout' })),
    answered('not-understood', 'unknown-performative'),
  ],
  [
    'an unknown version',
    (world) => answerTo(world, 'cfp', bytesOf({ ...cfp, v: 9 })),
    answered('not-understood', 'unknown-version'),
  ],
  [
    'an undecodable payload',
    (world) => answerTo(world, 'cfp', new Uint8Array([0xff, 0x00, 0x7b])),
    answered('not-understood', 'undecodable'),
  ],
  [
    'an oversized payload',
    (world) => answerTo(world, 'cfp', new Uint8Array(1_000_001)),
    answered('not-understood', 'payload-too-large'),
  ],
  [
    'a wrong schema',
    (world) => answerTo(world, 'cfp', bytesOf({ ...cfp, body: {} })),
    answered('not-understood', 'wrong-schema'),
  ],
  [
    'an act on the subject of another',
    (world) => answerTo(world, 'accept-proposal', bytesOf(cfp)),
    answered('not-understood', 'wrong-schema'),
  ],
  [
    'a call whose deadline is past',
    (world) => answerTo(world, 'cfp', bytesOf({ ...cfp, withinMs: -5 })),
    answered('refuse', 'too-late'),
  ],
  [
    'an ask whose deadline is past',
    (world) => thrownBy(() => world.mesh.ask(intent, { withinMs: -1 })),
    refused('deadline-past', /withinMs is -1/),
  ],
  [
    'an unknown capability',
    (world) => answerTo(world, 'cfp', bytesOf({ ...cfp, body: { ...cfp.body, capability: 'fly' } })),
    answered('refuse', 'unknown-capability'),
  ],
  [
    'an award for no bid',
    (world) =>
      answerTo(
        world,
        'accept-proposal',
        encode({
          ...cfp,
          performative: 'accept-proposal',
          withinMs: 100,
          body: { fence: 1, input: 1, context: { attempts: [] }, idempotencyKey: 'k' },
        } as Message),
      ),
    answered('refuse', 'unknown-proposal'),
  ],
  [
    'an unknown agent',
    (world) =>
      thrownBy(() =>
        world.broker
          .connect({ inboxPrefix: at.replyPrefix('s2') })
          .request(at.act('cfp', 'nobody', 'x'), bytesOf(cfp), { timeoutMs: 100 }),
      ),
    refused('no-responders', /\w+/),
  ],
  ['an empty intent', (world) => thrownBy(() => world.mesh.ask('  ')), refused('bad-intent', /Say in words/)],
  [
    'an intent of 100 kB',
    (world) => thrownBy(() => world.mesh.ask('x'.repeat(100_000))),
    refused('bad-intent', /pass data as input/),
  ],
  [
    'an intent of only punctuation',
    (world) => thrownBy(() => world.mesh.ask('?!... --')),
    refused('bad-intent', /no word/),
  ],
  [
    'an intent in another script',
    (world) => world.ask('请给我的房东转五十美元'),
    { type: 'no-route', nearest: expect.any(Array) },
  ],
  [
    'a bid that throws',
    failing({
      bid: () => {
        throw new Error('oops');
      },
    }),
    { type: 'refused', text: expect.stringContaining('oops') },
  ],
  [
    'a bid that never returns',
    failing({ bid: never }),
    { type: expect.stringMatching(/^(refused|no-bids)$/), text: expect.stringContaining('250 ms') },
  ],
  [
    'a bid with a negative price',
    failing({ bid: () => ({ price: '-1.00', etaMs: 10 }) }),
    { type: 'refused', text: expect.stringContaining('price') },
  ],
  [
    'a bid with NaN for a price',
    failing({ bid: () => ({ price: String(Number.NaN), etaMs: 10 }) }),
    { type: 'refused', text: expect.stringContaining('price') },
  ],
  [
    'a bid with NaN for a time',
    failing({ bid: () => ({ price: '1.00', etaMs: Number.NaN }) }),
    { type: 'refused', text: expect.stringContaining('etaMs') },
  ],
  [
    'a bid in another currency',
    failing({ bid: () => ({ price: { amount: '1', currency: 'XTS' }, etaMs: 10 }) }),
    { type: 'no-bids', text: expect.stringContaining('bids in USD') },
  ],
  [
    'a perform that throws',
    failing({
      perform: () => {
        throw new Error('broken');
      },
    }),
    { type: 'failed', text: expect.stringContaining('broken') },
  ],
  [
    'a perform that never returns',
    failing({ perform: never }),
    { type: 'expired', text: expect.stringContaining('3000 ms') },
  ],
  [
    'a perform whose result its own schema refuses',
    failing({ perform: () => ({ text: 7 }) }),
    { type: 'failed', text: expect.stringContaining('its own schema') },
  ],
  [
    'a capability without a description',
    () => thrownBy(() => repeater({ description: ' ' })),
    refused('bad-definition', /needs a description/),
  ],
  [
    'a capability that is no JSON Schema',
    () =>
      thrownBy(() =>
        defineCapability({ name: 'x', description: 'Do it.', examples: [], input: z.bigint(), output: z.any() }),
      ),
    refused('bad-definition', /JSON Schema/),
  ],
  [
    'model files that are missing',
    () => thrownBy(() => resolveModel({ model: 'mine', modelDir: '/nowhere' })),
    refused('model-missing', /nowhere/),
  ],
  [
    'no broker',
    async () =>
      thrownBy(async () => connect({ servers: `nats://127.0.0.1:${await freePort()}`, readyWithinMs: 1_000, logger })),
    refused('no-broker', /npx parley up/),
  ],
  [
    'no broker and no way to get one',
    () => thrownBy(() => startBroker({ env: { PATH: '/nowhere' }, serverPath: '/nowhere/nats-server' })),
    { code: expect.any(String), message: expect.stringMatching(/\w+/) },
  ],
  [
    'a busy port',
    async () => thrownBy(async () => startBroker({ port: (await withBroker()).port, env: process.env })),
    refused('port-busy', /\w+/),
  ],
];

describe('bad input', () => {
  test.each(table)('%s', async (_, act, expected) => {
    await using world = await testMesh([repeater()]);
    expect(await act(world)).toMatchObject(expected as object);
    expect(await world.ask(intent)).toMatchObject({ type: 'done' });
  });

  test('a duplicate instance and conflicting adverts of one agent are refused, and the first goes on', async () => {
    await using world = await testMesh([repeater()]);
    const shared = { mesh: 'test', clock: world.clock, embedder: wordEmbedder(), logger };
    const bus = () => world.broker.connect({ inboxPrefix: at.replyPrefix(`d${Math.trunc(world.clock.now())}`) });
    const other = repeater({ description: 'Repeat something else entirely.' });
    const conflicting = await world.settle(thrownBy(() => runAgent(other, { ...shared, bus: bus(), instance: 'i9' })));
    expect(conflicting).toMatchObject(refused('conflicting-adverts', /i0.*i9|i9.*i0/));
    expect(await world.ask(intent)).toMatchObject({ type: 'done', instance: 'i0' });
  });
});
