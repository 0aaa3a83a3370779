// Ways to break a message, on its value and on its bytes: what a careless, a newer or a hostile peer might send.

import fc from 'fast-check';
import { limits, type Message } from '../src/index.ts';
import { anyJson, anyMessage } from './arbitrary.ts';

const utf8 = new TextEncoder();
const bytesOf = (text: string) => utf8.encode(text);

/** Something that may come from the network, and by which way it was made. */
export interface Sent {
  readonly way: Way;
  readonly bytes: Uint8Array;
}

type Place = { readonly parent: Record<string, unknown>; readonly key: string };

/** Every place in a value that can be changed, the deepest last. */
function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Record<string, unknown>;
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesIn(parent[key])]);
}

function set(parent: Record<string, unknown>, key: string, value: unknown): void {
  parent[key] = value;
}

/** The message with the value at one of its places changed by `change`. */
function withChange(message: Message, at: number, change: (place: Place) => void): Uint8Array {
  const copy = JSON.parse(JSON.stringify(message)) as unknown;
  const places = placesIn(copy);
  change(places[at % places.length]!);
  return bytesOf(JSON.stringify(copy));
}

/** The message as text, with `written` put in raw at one of its places. */
function withRaw(message: Message, at: number, written: string): Uint8Array {
  const marker = '\u0001raw\u0001';
  const marked = new TextDecoder().decode(withChange(message, at, ({ parent, key }) => set(parent, key, marker)));
  return bytesOf(marked.replace(JSON.stringify(marker), () => written));
}

type Breaker = (message: Message, at: number, by: number, value: unknown) => Uint8Array;

const breakers = {
  untouched: (message) => bytesOf(JSON.stringify(message)),
  'a field removed': (message, at) => withChange(message, at, ({ parent, key }) => void delete parent[key]),
  'a value of another type': (message, at, _, value) =>
    withChange(message, at, ({ parent, key }) => set(parent, key, value)),
  'null for a value': (message, at) => withChange(message, at, ({ parent, key }) => set(parent, key, null)),
  'a field renamed': (message, at) =>
    withChange(message, at, ({ parent, key }) => {
      parent[`${key}_`] = parent[key];
      delete parent[key];
    }),
  'deep nesting': (message, at, by) => {
    const depth = 1 + (by % 20_000);
    return withRaw(
      message,
      at,
      by % 2 ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
    );
  },
  'a huge number': (message, at, by) =>
    withRaw(message, at, ['1e999', '-1e999', '1e308', '9'.repeat(400), '-0', '0.1e-400'][by % 6]!),
  'a hostile key': (message, at, by, value) =>
    withRaw(
      message,
      at,
      `{${['"__proto__"', '"constructor"', '"\\u005f_proto__"', '"toString"'][by % 4]}:${JSON.stringify(value)},"polluted":1}`,
    ),
  'half a surrogate pair': (message, at, by) => withRaw(message, at, by % 2 ? '"\\ud800"' : '"a\\udc00b"'),
  'a long text': (message, at, by) => withRaw(message, at, JSON.stringify('x'.repeat(by % 70_000))),
  'another version': (message, _, by) => bytesOf(JSON.stringify({ ...message, v: by % 2 ? by : String(by) })),
  'another performative': (message, _, by, value) =>
    bytesOf(JSON.stringify({ ...message, performative: by % 2 ? 'praise' : value })),
  'a key twice': (message, at) => {
    const text = JSON.stringify(message);
    return bytesOf(`${text.slice(0, -1)},${JSON.stringify(Object.keys(message)[at % 4]!)}:null}`);
  },
  'no object': (_, __, ___, value) => bytesOf(JSON.stringify(value)),
  truncated: (message, at) => {
    const bytes = bytesOf(JSON.stringify(message));
    return bytes.slice(0, at % bytes.length);
  },
  'bytes flipped': (message, at, by) => {
    const bytes = bytesOf(JSON.stringify(message));
    // Within ASCII, or most of it would be no UTF-8 at all, which has its own row.
    for (let i = 0; i <= by % 3; i++) bytes[(at * (i + 1)) % bytes.length]! ^= 1 << ((by >>> i) % 7);
    return bytes;
  },
  'invalid UTF-8': (message, at, by) => {
    const bytes = bytesOf(JSON.stringify(message));
    const wrong = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]][by % 4]!;
    const cut = at % bytes.length;
    return Uint8Array.from([...bytes.slice(0, cut), ...wrong, ...bytes.slice(cut)]);
  },
  oversized: (_, __, by) => new Uint8Array(limits.payloadBytesMax + 1 + (by % 9)),
  'a byte order mark': (message) => Uint8Array.from([0xef, 0xbb, 0xbf, ...bytesOf(JSON.stringify(message))]),
  'random bytes': (_, at, by) =>
    Uint8Array.from({ length: at % 300 }, (__, i) => (Math.imul(i + 1, by | 1) >>> 7) & 255),
} as const satisfies Record<string, Breaker>;

export type Way = keyof typeof breakers;
export const ways = Object.keys(breakers) as Way[];

/** Anything that may come: valid messages, and valid messages broken in every way known here. */
export const anySent: fc.Arbitrary<Sent> = fc
  .tuple(anyMessage, fc.constantFrom(...ways), fc.nat(), fc.nat(), anyJson)
  .map(([message, way, at, by, value]) => ({ way, bytes: (breakers[way] as Breaker)(message, at, by, value) }));
