// Signals: what somebody tells to whoever listens to a topic. Nobody is waited for, nobody answers, and who comes later has
// not heard it: state that must be known is asked for.

import { decode, encode, type MessageOf, messageOf } from '@parley/protocol';
import { newConversationId } from './ids.ts';
import { invalidReport } from './invalid.ts';
import type { World } from './world.ts';

/** What is told: a sentence for people, and data for programs. */
export interface Told {
  readonly text: string;
  readonly data?: unknown;
}

/** A signal as it is heard; `from` is the sender's `agent/instance`. */
export interface HeardSignal extends Told {
  readonly from: string;
}

/**
 * Tells all who listen to the topic now.
 * @throws ParleyError `bad-token` for the topic; `wrong-schema`, `payload-too-large` for what is told
 */
export function sendSignal(world: World, topic: string, { text, data }: Told): void {
  const { bus, subjects, address, nextId } = world;
  const message: MessageOf<'signal'> = {
    v: 1,
    id: nextId(),
    conversation: newConversationId(),
    from: address,
    performative: 'signal',
    body: { text, ...(data === undefined ? {} : { data }) },
  };
  bus.publish(subjects.signal(topic), encode(message));
}

/** Calls `handler` for every signal on the topic from now on; what it throws is logged. @throws ParleyError `bad-token` */
export function listenToSignals(
  world: World,
  topic: string,
  handler: (signal: HeardSignal) => void,
): { close(): void } {
  const { bus, subjects, log } = world;
  return bus.subscribe(subjects.signal(topic), ({ data: bytes, subject }) => {
    const decoded = decode(bytes);
    if (!decoded.ok || decoded.message.performative !== 'signal') {
      const why = decoded.ok ? `a ${decoded.message.performative} came as a signal` : decoded.error.text;
      invalidReport(world, subject, bytes, `a signal on "${topic}" cannot be read: ${why}`);
      return;
    }
    const { from, body } = decoded.message;
    try {
      handler({ from, text: body.text, ...(body.data === undefined ? {} : { data: body.data }) });
    } catch (thrown) {
      log.error({ topic, from }, `a signal's handler threw: ${messageOf(thrown)}`);
    }
  });
}
