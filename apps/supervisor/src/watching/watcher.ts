// Watches everybody's beats, and says who is dead of silence: the adverts go, `down` is published with the cause and
// the time it took. Instances whose process this supervisor owns are watched as well: a process may live and be stopped.

import type { Bus, Clock } from '@parley/bus';
import { type PresentInstance, publishDown, removeAdverts, watchPresence } from '@parley/discovery';
import { addressOf, messageOf, partsOfAddress } from '@parley/protocol';
import type { Logger } from 'pino';
import { Silence, type SuspicionOptions } from './silence.ts';

export interface WatcherOptions {
  readonly mesh: string;
  /** This supervisor's address: the sender of its `down`. */
  readonly from: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly suspicion: SuspicionOptions;
  /** Told of each that was declared dead. */
  readonly onSilent?: (down: {
    readonly agent: string;
    readonly instance: string;
    readonly detectionMs: number;
    readonly text: string;
  }) => void;
  /** Told when one that was declared dead is heard again. */
  readonly onReturn?: (who: { readonly agent: string; readonly instance: string }) => void;
}

export interface Watcher {
  /** Who is here, by the same beats. */
  instances(): readonly PresentInstance[];
  close(): void;
}

/** Declared dead are remembered this long, so that their return is noticed. */
const declaredMax = 10_000;
/** How many beats' time everybody has to come back after the broker did. */
const returnBeats = 4;

export function watchSilence(bus: Bus, options: WatcherOptions): Watcher {
  const { mesh, from, clock, log, suspicion } = options;
  const silence = new Silence(suspicion);
  const declared = new Set<string>();

  const declare = async (key: string, silentMs: number): Promise<void> => {
    const who = partsOfAddress(key);
    const text = `${key} has been silent for ${Math.round(silentMs)} ms`;
    declared.add(key);
    if (declared.size > declaredMax) declared.delete(declared.values().next().value!);
    log.warn({ ...who, silentMs: Math.round(silentMs) }, `${text}: taken for dead`);
    try {
      publishDown(bus, mesh, { ...who, cause: 'silence', text, detectionMs: silentMs }, from);
      await removeAdverts(bus, { mesh, ...who });
    } catch (thrown) {
      log.warn(who, `its end could not be told: ${messageOf(thrown)}`);
    }
    options.onSilent?.({ ...who, detectionMs: silentMs, text });
  };

  const presence = watchPresence(bus, {
    mesh,
    clock,
    onPresence: (kind, { agent, instance }) => {
      const key = addressOf(agent, instance);
      if (kind === 'bye') {
        silence.forget(key);
        declared.delete(key);
        return;
      }
      silence.heard(key, clock.now());
      if (!declared.delete(key)) return;
      log.info({ agent, instance }, `${key} is back: it was taken for dead`);
      options.onReturn?.({ agent, instance });
    },
    // Another supervisor may own the process, and seen its exit before the silence.
    onDown: ({ agent, instance }) => silence.forget(addressOf(agent, instance)),
  });

  // While the broker is away, and while the others may still be on their way back to it, nobody is dead for silence.
  let excusedUntilMs = 0;
  const sweep = (): void => {
    timer = clock.setTimeout(sweep, suspicion.sweepMs);
    const nowMs = clock.now();
    if (!bus.connected) excusedUntilMs = nowMs + returnBeats * suspicion.beatMs;
    if (nowMs < excusedUntilMs) return silence.excuseAll(nowMs);
    for (const { key, silentMs } of silence.sweep(nowMs)) void declare(key, silentMs);
  };
  let timer: unknown = clock.setTimeout(sweep, suspicion.sweepMs);
  return {
    instances: () => presence.instances(),
    close() {
      clock.clearTimeout(timer);
      presence.close();
    },
  };
}
