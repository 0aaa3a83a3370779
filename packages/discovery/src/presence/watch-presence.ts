// Who says that it is here, for supervisors and for whoever lists the mesh. It collects and decides nothing: how long a
// silence means death is its listener's to say. What does not come from the one it speaks of is not heard.

import { type Bus, type BusMessage, type Clock, systemClock } from '@parley/bus';
import {
  addressOf,
  type Down,
  decode,
  defaults,
  type Message,
  type Presence,
  parseSubject,
  subjects,
} from '@parley/protocol';

/** An instance as it last described itself; `lastSeenMs` by the clock that was handed in. */
export interface PresentInstance extends Pick<Presence, 'state' | 'load' | 'pid' | 'space'> {
  readonly agent: string;
  readonly instance: string;
  readonly version?: string;
  readonly lastSeenMs: number;
}

export interface WatchPresenceOptions {
  readonly mesh: string;
  readonly clock?: Clock;
  /** Each hello, beat and bye, in the order heard. */
  readonly onPresence?: (kind: 'hello' | 'beat' | 'bye', instance: PresentInstance) => void;
  readonly onDown?: (down: Down) => void;
}

export interface PresenceWatch {
  /** Those who said hello or beat, and neither bye nor were declared down. Long silent ones are left out. */
  instances(): readonly PresentInstance[];
  /** Called after each word heard. */
  onChange(handler: () => void): { close(): void };
  close(): void;
}

/** Nobody is kept longer than this without a word; supervisors decide far sooner. */
const keptMs = 240 * defaults.beatMs;
const instancesMax = 100_000;

/** @throws ParleyError `bad-token`; BusError */
export function watchPresence(bus: Bus, options: WatchPresenceOptions): PresenceWatch {
  const { clock = systemClock, onPresence, onDown } = options;
  const present = new Map<string, PresentInstance>();
  const handlers = new Set<() => void>();

  const forgetSilent = (): void => {
    const oldest = clock.now() - keptMs;
    for (const [key, { lastSeenMs }] of present) {
      if (lastSeenMs >= oldest && present.size <= instancesMax) break;
      present.delete(key);
    }
  };
  const hear = (busMessage: BusMessage): void => {
    const message = messageOf(busMessage);
    if (message === undefined) return;
    if (message.performative === 'down') {
      present.delete(addressOf(message.body.agent, message.body.instance));
      onDown?.(message.body);
    } else {
      // Deleted first, so that the map is in the order of last words.
      present.delete(message.from);
      const instance = instanceOf(message.from, message.body, clock.now());
      if (message.performative !== 'bye') present.set(message.from, instance);
      forgetSilent();
      onPresence?.(message.performative, instance);
    }
    for (const handler of [...handlers]) handler();
  };
  const subscription = bus.subscribe(subjects(options.mesh).presences(), hear);

  return {
    instances() {
      forgetSilent();
      return [...present.values()];
    },
    onChange(handler) {
      handlers.add(handler);
      return { close: () => void handlers.delete(handler) };
    },
    close() {
      subscription.close();
      handlers.clear();
      present.clear();
    },
  };
}

/** A presence message whose subject, sender and kind agree. */
function messageOf({
  subject,
  data,
}: BusMessage): Extract<Message, { performative: 'hello' | 'beat' | 'bye' | 'down' }> | undefined {
  const parsed = parseSubject(subject);
  const decoded = decode(data);
  if (parsed?.kind !== 'presence' || !decoded.ok) return undefined;
  const { message } = decoded;
  if (message.performative !== parsed.presence) return undefined;
  switch (message.performative) {
    case 'hello':
    case 'beat':
    case 'bye':
      return message.from === addressOf(parsed.agent, parsed.instance) ? message : undefined;
    case 'down':
      return message.body.agent === parsed.agent && message.body.instance === parsed.instance ? message : undefined;
    default:
      return undefined;
  }
}

function instanceOf(from: string, body: Presence, lastSeenMs: number): PresentInstance {
  const slash = from.indexOf('/');
  const { state, load, pid, space, version } = body;
  return {
    agent: from.slice(0, slash),
    instance: from.slice(slash + 1),
    state,
    load,
    pid,
    space,
    ...(version === undefined ? {} : { version }),
    lastSeenMs,
  };
}
