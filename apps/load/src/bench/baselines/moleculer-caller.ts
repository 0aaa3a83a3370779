// Moleculer's remote call: the service lives in another process, so that every call crosses the wire.

import type { Open } from '../order.ts';
import { type Payload, payload, wrongAnswer } from '../payload.ts';
import { moleculerBroker } from './moleculer-broker.ts';

const readyWithinMs = 20_000;

const open: Open = async (order) => {
  const broker = moleculerBroker('caller', order);
  await broker.start();
  await broker.waitForServices('words', readyWithinMs);
  return {
    once: async () => {
      const sent = payload();
      const answer = await broker.call<Payload, Payload>('words.repeat', sent);
      if (answer.number !== sent.number) throw wrongAnswer();
    },
    close: () => broker.stop(),
  };
};
export default open;
