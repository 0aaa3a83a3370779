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

/** What an instance said last, and as which bytes: most beats only repeat it. */
interface Said {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly kind: 'hello' | 'beat' | 'bye';
  instance: PresentInstance;
}

/** Nobody is kept longer than this without a word; supervisors decide far sooner. */
const keptMs = 240 * defaults.beatMs;
const instancesMax = 100_000;

/** @throws ParleyError `bad-token`; BusError */
export function watchPresence(bus: Bus, options: WatchPresenceOptions): PresenceWatch {
  const { clock = systemClock, onPresence, onDown } = options;
  /** By address, in the order of last words. */
  const present = new Map<string, Said>();
  const bySubject = new Map<string, Said>();
  const handlers = new Set<() => void>();

  const forget = (address: string): void => {
    const said = present.get(address);
    if (said === undefined) return;
    present.delete(address);
    bySubject.delete(said.subject);
  };
  const forgetSilent = (): void => {
    const oldest = clock.now() - keptMs;
    for (const [address, { instance }] of present) {
      if (instance.lastSeenMs >= oldest && present.size <= instancesMax) break;
      forget(address);
    }
  };
  const heard = (said: Said): void => {
    const { agent, instance } = said.instance;
    const address = addressOf(agent, instance);
    if (bySubject.get(said.subject) === said) present.delete(address);
    else forget(address);
    if (said.kind !== 'bye') {
      present.set(address, said);
      bySubject.set(said.subject, said);
    }
    forgetSilent();
    onPresence?.(said.kind, said.instance);
  };
  const hear = (busMessage: BusMessage): void => {
    const { subject, data } = busMessage;
    const known = bySubject.get(subject);
    if (known !== undefined && Buffer.compare(known.bytes, data) === 0) {
      known.instance = { ...known.instance, lastSeenMs: clock.now() };
      heard(known);
    } else {
      const message = messageOf(busMessage);
      if (message === undefined) return;
      if (message.performative === 'down') {
        forget(addressOf(message.body.agent, message.body.instance));
        onDown?.(message.body);
      } else {
        const instance = instanceOf(message.from, message.body, clock.now());
        heard({ subject, bytes: data.slice(), kind: message.performative, instance });
      }
    }
    for (const handler of [...handlers]) handler();
  };
  const subscription = bus.subscribe(subjects(options.mesh).presences(), hear);

  return {
    instances() {
      forgetSilent();
      return Array.from(present.values(), ({ instance }) => instance);
    },
    onChange(handler) {
      handlers.add(handler);
      return { close: () => void handlers.delete(handler) };
    },
    close() {
      subscription.close();
      handlers.clear();
      present.clear();
      bySubject.clear();
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
