// The echo agent's one capability, as a caller imports it.

import { defineCapability } from '@parley/agent';
import { z } from 'zod';

export const echo = defineCapability({
  name: 'echo',
  description: 'Echo: say back the words it was told, unchanged.',
  examples: [
    'echo hello world',
    'repeat after me: good morning',
    'say the same words back to me',
    'parrot this sentence',
  ],
  input: z.object({ text: z.string().min(1).max(2_000) }),
  output: z.object({ text: z.string() }),
  read: (intent) => ({
    text: intent.replace(/^\s*(?:please\s+)?(?:echo|repeat(?: after me)?|parrot|say)\b[:\s]*/i, '') || intent,
  }),
});
