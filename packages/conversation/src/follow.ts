// Following a conversation while it is recorded. Writers write in batches and not at the same moment, so what comes is
// held for a breath before it is told: then causes stand before their effects nearly always, and what was told once is
// never told again.

import { type Bus, type Clock, type StoredMessage, systemClock } from '@parley/bus';
import { assertToken, streams, subjects } from '@parley/protocol';
import { Assembly } from './assemble.ts';
import type { Entry } from './batch.ts';
import { bundlePage } from './bundle.ts';
import type { ReadOptions } from './read.ts';
import type { ConversationView } from './view.ts';

export interface FollowOptions extends ReadOptions {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** How long what came is held; longer than writers keep a batch. */
  readonly holdMs?: number;
}

export interface Followed {
  /** Entries not told before, in causal order. */
  readonly fresh: readonly Entry[];
  readonly view: ConversationView;
}

const holdMsDefault = 300;

/**
 * What is recorded, and then what comes, until the conversation is settled or the signal aborts.
 * @throws ParleyError `bad-token`; BusError where the stream cannot be read
 */
export async function* followConversation(bus: Bus, options: FollowOptions): AsyncGenerator<Followed, void, undefined> {
  const { mesh, conversation, signal, clock = systemClock, holdMs = holdMsDefault } = options;
  assertToken(conversation, "a conversation's id");
  const stream = await bus.stream(streams(mesh).record);
  const assembly = new Assembly(conversation);
  const told = new Set<string>();
  let hasNews = false;
  let wake: () => void = () => undefined;
  const onMessage = (message: StoredMessage) => {
    const { size } = assembly;
    assembly.add(message);
    if (assembly.size === size) return;
    hasNews = true;
    wake();
  };
  const onAbort = () => wake();
  signal?.addEventListener('abort', onAbort);
  const following: { close(): void }[] = [];
  try {
    for (const page of [conversation, bundlePage]) {
      following.push(await stream.follow(subjects(mesh).record(page), onMessage));
    }
    for (;;) {
      while (!hasNews && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (signal?.aborted) return;
      await held(clock, holdMs, signal);
      hasNews = false;
      const view = assembly.view();
      const fresh = view.timeline.filter(({ id }) => !told.has(id));
      for (const { id } of fresh) told.add(id);
      yield { fresh, view };
      if (view.state === 'settled' && !hasNews) return;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    for (const each of following) each.close();
  }
}

function held(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', over);
      resolve();
    };
    const timer = clock.setTimeout(over, ms);
    signal?.addEventListener('abort', over, { once: true });
  });
}
