// The simulated clock of a test mesh stands still while somebody waits for an answer over HTTP, which takes real time.

import { subscribe } from 'node:diagnostics_channel';
import type { TestMesh } from '@parley/agent/testing';

const stepMs = 5;
const waiting = new Set<unknown>();

subscribe('undici:request:create', (message) => waiting.add((message as { request: unknown }).request));
for (const end of ['undici:request:trailers', 'undici:request:error']) {
  subscribe(end, (message) => waiting.delete((message as { request: unknown }).request));
}

/** Moves the clock until the promise settles, except while a service is being asked. */
export async function settle<Value>({ clock }: TestMesh, promise: PromiseLike<Value>): Promise<Value> {
  let done = false;
  const finish = () => {
    done = true;
  };
  promise.then(finish, finish);
  while (!done) {
    if (waiting.size > 0) await aTurn();
    else await clock.advance(stepMs);
  }
  return await promise;
}

function aTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
