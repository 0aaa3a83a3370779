// The echo agent's one capability, as a caller imports it.

import { defineCapability } from '@parley/agent';
import { z } from 'zod';

export const echo = defineCapability({
  name: 'echo',
  description: 'Echo service: returns the input text verbatim.',
  examples: ['echo: hello world', 'echo the input text', 'print the same text verbatim', 'echo test string'],
  input: z.object({ text: z.string().min(1).max(2_000) }),
  output: z.object({ text: z.string() }),
  read: (intent) => ({
    text: intent.replace(/^\s*(?:please\s+)?(?:echo|repeat)\b[:\s]*/i, '') || intent,
  }),
});
