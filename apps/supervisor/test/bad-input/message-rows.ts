// Messages that an instance's inbox cannot read, or that come too late or to the wrong one: each is answered.

import { expect } from '@jest/globals';
import type { TestMesh } from '@parley/agent/testing';
import { decode, encode, type Message } from '@parley/protocol';
import { at, intent, type Row, refused, thrownBy } from './row.ts';

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
const answered = (performative: string, code: string) => ({
  performative,
  body: expect.objectContaining({ code, text: expect.stringMatching(/\w+/) }),
});

export const messageRows: readonly Row[] = [
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
];
