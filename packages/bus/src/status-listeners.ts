// Who wants to hear what happens to a connection. It also takes what handlers throw: a handler's mistake must neither
// break the connection it was called from nor vanish, so it goes to the listeners, and where there is none it is
// thrown where nothing can catch it. It knows nothing of servers.

import type { BusStatus, Subscription } from './bus.ts';

export class StatusListeners {
  readonly #handlers = new Set<(status: BusStatus) => void>();

  /** `now`, where given, is the first thing that `handler` hears, soon after this returns. */
  add(handler: (status: BusStatus) => void, now?: BusStatus): Subscription {
    const listen = (status: BusStatus) => handler(status);
    this.#handlers.add(listen);
    if (now !== undefined) {
      queueMicrotask(() => {
        if (this.#handlers.has(listen)) callApart(listen, now);
      });
    }
    return { subject: '', close: () => void this.#handlers.delete(listen) };
  }

  tell(status: BusStatus): void {
    for (const handler of [...this.#handlers]) callApart(handler, status);
  }

  handlerFailed(error: unknown, subject: string): void {
    if (this.#handlers.size === 0) {
      throwApart(error);
      return;
    }
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const message = `a handler of messages on ${subject} threw ${what}`;
    this.tell({ type: 'error', code: 'handler-failed', subject, message });
  }
}

function callApart(handler: (status: BusStatus) => void, status: BusStatus): void {
  try {
    handler(status);
  } catch (error) {
    throwApart(error);
  }
}

function throwApart(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
