// An instance says that it is here: hello, then a beat at a fixed pace and at once when something changed, and bye. What
// it says of itself is read anew each time. It knows nothing of who listens; a beat may be lost, the next one comes.

import { randomUUID } from 'node:crypto';
import { type Bus, BusError, type Clock, systemClock } from '@parley/bus';
import { addressOf, defaults, encode, type Presence, protocolVersion, subjects } from '@parley/protocol';

export interface AnnouncePresenceOptions {
  readonly mesh: string;
  readonly agent: string;
  readonly instance: string;
  /** What to say now. */
  readonly read: () => Presence;
  readonly beatMs?: number;
  readonly clock?: Clock;
}

export interface PresenceAnnouncer {
  /** Something changed: says it at once. Several changes in one turn are said together. */
  changed(): void;
  /** Says bye, and nothing after it. */
  close(): void;
}

/** Says hello at once. @throws ParleyError `bad-token`, `wrong-schema` for what cannot be said */
export function announcePresence(bus: Bus, options: AnnouncePresenceOptions): PresenceAnnouncer {
  const { agent, instance, read, beatMs = defaults.beatMs, clock = systemClock } = options;
  const at = subjects(options.mesh);
  let closed = false;
  let isChangeWaiting = false;
  let timer: unknown;

  const written = (performative: 'hello' | 'beat' | 'bye', body: Presence): Uint8Array =>
    encode({
      v: protocolVersion,
      id: randomUUID(),
      conversation: 'presence',
      performative,
      from: addressOf(agent, instance),
      body,
    });
  let last: { readonly text: string; readonly bytes: Uint8Array } | undefined;
  // While nothing has changed a beat is the last one over again, id and all: listeners know it by its bytes.
  const beatOf = (body: Presence): Uint8Array => {
    const text = JSON.stringify(body);
    if (last?.text !== text) last = { text, bytes: written('beat', body) };
    return last.bytes;
  };
  const say = (performative: 'hello' | 'beat' | 'bye', body: Presence): void => {
    const bytes = performative === 'beat' ? beatOf(body) : written(performative, body);
    try {
      bus.publish(at.presence(performative, agent, instance), bytes);
    } catch (thrown) {
      // A connection closed before its announcer has nobody left to talk to.
      if (!(thrown instanceof BusError) || thrown.code !== 'closed') throw thrown;
    }
  };
  // At multiples of the pace on this process's clock: agents of one process beat together, which costs everybody who
  // listens one look at the network instead of many. A beat that were due within a tenth of the pace is left out: a
  // timer may be early, and what was just said need not be said again.
  const beatLater = (): void => {
    clock.clearTimeout(timer);
    const now = clock.now();
    const next = (Math.floor(now / beatMs + 0.1) + 1) * beatMs;
    timer = clock.setTimeout(beat, next - now);
  };
  const beat = (): void => {
    beatLater();
    say('beat', read());
  };

  say('hello', read());
  beatLater();
  return {
    changed() {
      if (closed || isChangeWaiting) return;
      isChangeWaiting = true;
      queueMicrotask(() => {
        isChangeWaiting = false;
        if (!closed) beat();
      });
    },
    close() {
      if (closed) return;
      closed = true;
      clock.clearTimeout(timer);
      say('bye', { ...read(), state: 'stopped' });
    },
  };
}
