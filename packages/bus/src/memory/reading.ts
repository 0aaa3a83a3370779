// Following a log in memory: what is there, then what comes, each told in a microtask of its own and in order. After a
// restart it goes on; where the log is another one (the broker came back empty), it tells everything again.

import type { StoredMessage } from '../streams.ts';
import { matchesPattern } from '../subject.ts';
import type { MemoryDoor } from './memory-door.ts';
import type { StoredLog } from './stored-log.ts';

export interface ReadingHandlers {
  message(message: StoredMessage): void;
  /** All that was there has been told; once more after each `relisting`. */
  caughtUp(): void;
  relisting(): void;
}

/** `openLog` gives the log as it is now, made anew where it is gone. */
export function reading(
  bus: MemoryDoor,
  openLog: () => StoredLog,
  pattern: string,
  fromSequence: number,
  handlers: ReadingHandlers,
): { close(): void } {
  let closed = false;
  let log: StoredLog | undefined;
  let unfollow: () => void = () => undefined;

  const tell = (run: () => void) =>
    queueMicrotask(() => {
      if (closed) return;
      try {
        run();
      } catch (error) {
        bus.handlerFailed(error, pattern);
      }
    });

  const attach = (from: number) => {
    const current = openLog();
    log = current;
    for (const message of current.read(pattern, from)) tell(() => handlers.message(message));
    unfollow = current.follow((message) => {
      if (message.sequence >= from && matchesPattern(pattern, message.subject)) tell(() => handlers.message(message));
    });
    tell(() => handlers.caughtUp());
  };

  attach(fromSequence);
  const status = bus.onStatus(({ type }) => {
    if (type === 'closed') stop();
    if (type !== 'reconnected' || openLog() === log) return;
    unfollow();
    tell(() => handlers.relisting());
    attach(1);
  });
  const stop = () => {
    closed = true;
    unfollow();
    status.close();
  };
  return { close: stop };
}
