// A message read and validated, as each is at the receiving end.

import { decode } from '@parley/protocol';
import { encodedMessages } from '../messages.ts';
import type { Open } from '../order.ts';

const operations = 300;

const open: Open = async () => ({
  operations,
  once: async () => {
    for (let i = 0; i < operations; i += 1) {
      if (!decode(encodedMessages[i % encodedMessages.length]!).ok) throw new Error('a message was not understood');
    }
  },
  close: async () => undefined,
});
export default open;
