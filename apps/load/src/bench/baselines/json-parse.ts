// The same messages read and not validated: text out of bytes, JSON out of text.

import { encodedMessages } from '../messages.ts';
import type { Open } from '../order.ts';

const operations = 300;
const decoder = new TextDecoder();

const open: Open = async () => ({
  operations,
  once: async () => {
    for (let i = 0; i < operations; i += 1) {
      const message = JSON.parse(decoder.decode(encodedMessages[i % encodedMessages.length]!)) as { v: unknown };
      if (message.v !== 1) throw new Error('a message was not understood');
    }
  },
  close: async () => undefined,
});
export default open;
