// Calls under a standing contract, as a load: an error is the failure that its code names.

import type { StandingContract } from '@parley/mesh';
import { ParleyError } from '@parley/protocol';
import { input } from './bench/task.ts';
import type { Ask } from './scenario.ts';

export function callWords(contract: StandingContract<{ text: string }, { text: string }>): Ask {
  return async () => {
    try {
      const { text } = await contract.call(input);
      if (text === input.text) return { type: 'done', text: 'done' };
      return { type: 'failed', kind: 'wrong result', text: `"${text}" instead of "${input.text}"` };
    } catch (thrown) {
      if (!(thrown instanceof ParleyError)) throw thrown;
      return { type: 'failed', kind: thrown.code, text: thrown.message };
    }
  };
}
