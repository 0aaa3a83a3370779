// Agents for tests: each as small as its purpose allows.

import { z } from 'zod';
import { type AgentDefinition, type Capability, capability, defineAgent } from '../src/index.ts';

type Text = z.ZodObject<{ text: z.ZodString }>;
type Parts = Partial<Pick<Capability<Text, Text>, 'bid' | 'perform' | 'hints' | 'read'>>;

/** An agent that repeats a text, unless the given parts say otherwise. */
export function repeater(name: string, parts: Parts = {}, slots = 8): AgentDefinition {
  return defineAgent({
    name,
    slots,
    capabilities: {
      repeat: capability({
        description: 'Repeat a text: say the same words again.',
        examples: ['repeat these words', 'say the text again'],
        input: z.object({ text: z.string() }),
        output: z.object({ text: z.string() }),
        read: (intent) => ({ text: intent }),
        bid: () => ({ price: '0.10', etaMs: 100 }),
        perform: ({ input }) => ({ text: input.text }),
        ...parts,
      }),
    },
  });
}

/** A promise that never settles. */
export const never = <Value>(): Promise<Value> => new Promise(() => undefined);
