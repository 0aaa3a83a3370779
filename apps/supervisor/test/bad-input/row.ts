// What a row of the bad-input table is: something done to a mesh, and the code and words, or the outcome, that must
// come of it. The agents and the few ways to say what is expected are here; the rows are by theme beside it.

import { expect } from '@jest/globals';
import { capability, defineAgent } from '@parley/agent';
import { type TestMesh, testMesh } from '@parley/agent/testing';
import { subjects } from '@parley/protocol';
import { pino } from 'pino';
import { z } from 'zod';

/** What is done, and what must come of it. */
export type Row = readonly [what: string, act: (world: TestMesh) => Promise<unknown>, expected: unknown];

export const intent = 'repeat these words again';
export const at = subjects('test');
export const logger = pino({ level: 'silent' });
export const never = () => new Promise<never>(() => undefined);

export type Parts = { name?: string; bid?: unknown; perform?: unknown; description?: string };

/** An agent that repeats words, with the given parts in place of good ones. */
export function repeater({
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

/** An error of that code, whose message matches. */
export const refused = (code: string, text: RegExp) => ({ code, message: expect.stringMatching(text) });

export const thrownBy = (run: () => unknown) =>
  Promise.resolve()
    .then(run)
    .then(
      () => 'nothing was thrown',
      (thrown: unknown) => thrown,
    );

/** The outcome of an ask that only an agent with these parts could answer. */
export const failing = (parts: Parts) => async () => {
  await using world = await testMesh([repeater({ name: 'bad', ...parts })]);
  return await world.ask(intent, { withinMs: 3_000 });
};
