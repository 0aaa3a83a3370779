import { capability, defineAgent } from '@parley/agent';
import { z } from 'zod';

export default defineAgent({
  name: 'splitter',
  capabilities: {
    'split-bill': capability({
      description: 'Split a bill: divide a restaurant bill equally between people.',
      examples: ['split 90 dollars between three of us', 'what does each of us owe for dinner'],
      input: z.object({ total: z.number().positive(), people: z.int().min(1) }),
      output: z.object({ each: z.number() }),
      // From words to input; what is missing is asked for.
      read: (intent) => {
        const [total, people] = (intent.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
        return { total, people };
      },
      bid: () => ({ price: '0.02', etaMs: 50 }),
      perform: ({ input, progress }) => {
        progress({ share: 0.5, note: 'dividing' });
        return { each: Math.round((input.total / input.people) * 100) / 100 };
      },
    }),
  },
});
