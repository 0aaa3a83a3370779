// A stream's messages up to what was there when the reading began, one after another. The server is held back while
// the reader is slower: it sends more only when what has arrived was taken. It knows nothing of what is read.

import { BusError } from '../../errors.ts';
import type { StoredMessage } from '../../streams.ts';
import { Delivery, type DeliveryPlan } from './delivery.ts';
import type { Door } from './door.ts';

/** So many messages may wait for a slow reader before the server is held back. */
const waitingMax = 256;

export async function* readStored(door: Door, plan: DeliveryPlan): AsyncGenerator<StoredMessage, void, undefined> {
  const waiting: StoredMessage[] = [];
  let done = false;
  let failure: Error | undefined;
  let wakeReader: () => void = () => undefined;
  let wakeServer: () => void = () => undefined;

  const delivery = await Delivery.start(door, plan, {
    message: ({ stored }) => {
      waiting.push(stored);
      wakeReader();
    },
    caughtUp: () => {
      done = true;
      wakeReader();
    },
    relisting: () => {
      failure = new BusError('disconnected', `reading ${plan.filter} broke off: read it again`);
      wakeReader();
    },
    failed: (error) => {
      failure = error;
      wakeReader();
    },
    ready: () =>
      waiting.length < waitingMax
        ? Promise.resolve()
        : new Promise((resolve) => {
            wakeServer = resolve;
          }),
  });
  const last = delivery.lastSequenceAtStart;
  try {
    for (;;) {
      const next = waiting.shift();
      if (next === undefined) {
        wakeServer();
        if (failure !== undefined) throw failure;
        if (done) return;
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
        continue;
      }
      if (next.sequence > last) return;
      yield next;
      if (next.sequence === last) return;
    }
  } finally {
    wakeServer();
    delivery.close();
  }
}
