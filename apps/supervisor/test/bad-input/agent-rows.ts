// What an agent's author may do wrongly: in a definition, in `bid`, in `perform`, and by running what is there already.

import { expect } from '@jest/globals';
import { runAgent } from '@parley/agent';
import { type TestMesh, wordEmbedder } from '@parley/agent/testing';
import { defineCapability } from '@parley/mesh';
import { z } from 'zod';
import { at, failing, logger, never, type Parts, type Row, refused, repeater, thrownBy } from './row.ts';

/** Runs one more instance in the world, and gives what it throws. */
function runningAnother(world: TestMesh, instance: string, parts: Parts = {}): Promise<unknown> {
  const bus = world.broker.connect({ inboxPrefix: at.replyPrefix('another') });
  const options = { mesh: 'test', clock: world.clock, embedder: wordEmbedder(), logger, bus, instance };
  return world.settle(thrownBy(() => runAgent(repeater(parts), options)));
}

export const agentRows: readonly Row[] = [
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
    { type: 'no-bids', text: expect.stringContaining('bids are in USD') },
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
    'a duplicate instance',
    (world) => runningAnother(world, 'i0'),
    refused('duplicate-instance', /good\/i0 is already here .*give each instance a name of its own/),
  ],
  [
    'conflicting adverts of one agent',
    (world) => runningAnother(world, 'i9', { description: 'Repeat something else entirely.' }),
    refused('conflicting-adverts', /good\/i9 and good\/i0 .*give the other version another agent name/),
  ],
];
