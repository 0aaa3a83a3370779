// A bank for tests whose time is simulated: the real one over real HTTP, for which the simulated clock stands still while
// somebody waits for its answer. Whoever wants it to be too slow moves the clock while it is silent. It knows no agent.

import type { Bank, Charge, ChargeRequest, Faults } from './index.ts';
import { startBank } from './index.ts';

/** A clock that moves when it is told to. */
export interface MovableClock {
  advance(ms: number): Promise<void>;
}

export interface TestBank extends AsyncDisposable {
  readonly url: string;
  /** Sets the given faults, keeps the others. */
  faults(change: Partial<Faults>): Promise<void>;
  charges(): Promise<readonly Charge[]>;
  /** Everything that it was asked for, whatever came of it. */
  requests(): Promise<readonly ChargeRequest[]>;
  /** Resolves when it has charged, answered or not. */
  untilCharged(): Promise<void>;
  /** Moves the clock until the promise settles, except while the bank is being asked. */
  settle<Value>(clock: MovableClock, promise: PromiseLike<Value>): Promise<Value>;
  /** Ends it, so that nobody listens at its address. */
  close(): Promise<void>;
}

const stepMs = 5;

/** Starts a bank; until it is disposed of, `fetch` of this process counts who waits for an answer. */
export async function startTestBank(): Promise<TestBank> {
  const bank = await startBank();
  const plainFetch = globalThis.fetch;
  let waiting = 0;
  globalThis.fetch = async (...call) => {
    waiting += 1;
    try {
      const response = await plainFetch(...call);
      const { status, headers } = response;
      return new Response(await response.text(), { status, headers });
    } finally {
      waiting -= 1;
    }
  };
  const book = bookOf(bank, plainFetch);
  return {
    ...book,
    url: bank.url,
    async untilCharged() {
      while ((await book.charges()).length === 0) await aTurn();
    },
    settle: (clock, promise) => settled(clock, promise, () => waiting > 0),
    close: () => bank.close(),
    async [Symbol.asyncDispose]() {
      globalThis.fetch = plainFetch;
      await bank.close();
    },
  };
}

function bookOf({ url }: Bank, plainFetch: typeof fetch): Pick<TestBank, 'faults' | 'charges' | 'requests'> {
  const read = async (path: string) => (await (await plainFetch(new URL(path, url))).json()) as Record<string, never[]>;
  return {
    charges: async () => (await read('/charges')).charges!,
    requests: async () => (await read('/requests')).requests!,
    async faults(change) {
      const headers = { 'content-type': 'application/json' };
      const response = await plainFetch(new URL('/faults', url), {
        method: 'POST',
        headers,
        body: JSON.stringify(change),
      });
      if (!response.ok) throw new Error(await response.text());
    },
  };
}

async function settled<Value>(
  clock: MovableClock,
  promise: PromiseLike<Value>,
  isWaiting: () => boolean,
): Promise<Value> {
  let done = false;
  const finish = () => {
    done = true;
  };
  promise.then(finish, finish);
  while (!done) {
    if (isWaiting()) await aTurn();
    else await clock.advance(stepMs);
  }
  return await promise;
}

function aTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
