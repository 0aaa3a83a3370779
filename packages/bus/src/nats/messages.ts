// Between the client library's messages and the bus's. Subjects and headers are decoded from bytes each time the
// library is asked, so each is asked for once. It knows nothing of who gets the message.

import { headers as createHeaders, type MsgHdrs } from 'nats';
import { checkHeaders } from '../headers.ts';
import type { BusMessage, Headers } from '../message.ts';

/** What is read of the library's message; its service messages have the same fields. */
export interface LibraryMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reply?: string;
  readonly headers?: MsgHdrs;
}

/** The library's message as the bus's; its headers are decoded when somebody asks for them, which few do. */
export function toBusMessage(message: LibraryMessage): BusMessage {
  return new Arrived(message) as BusMessage;
}

class Arrived {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reply: string | undefined;
  #message: LibraryMessage | undefined;
  #headers: Headers | undefined;

  constructor(message: LibraryMessage) {
    this.subject = message.subject;
    this.data = message.data;
    this.reply = message.reply || undefined;
    this.#message = message;
  }

  get headers(): Headers | undefined {
    if (this.#message !== undefined) {
      const { headers } = this.#message;
      this.#headers = headers === undefined ? undefined : toHeaders(headers);
      this.#message = undefined;
    }
    return this.#headers;
  }
}

/** Whether the server says that nobody listens where the message was sent. */
export function saysNobody(message: LibraryMessage): boolean {
  return message.data.length === 0 && message.headers?.code === 503;
}

// What cannot change is checked and written once.
const written = new WeakMap<Headers, MsgHdrs>();

/** @throws BusError `bad-header` */
export function toLibraryHeaders(headers: Headers): MsgHdrs {
  const known = written.get(headers);
  if (known !== undefined) return known;
  checkHeaders(headers);
  const made = createHeaders();
  for (const name in headers) made.append(name, headers[name] as string);
  if (Object.isFrozen(headers)) {
    const bytes = (made as unknown as { encode(): Uint8Array }).encode();
    written.set(headers, Object.assign(made, { encode: () => bytes }));
  }
  return made;
}

function toHeaders(headers: MsgHdrs): Headers {
  const record: Record<string, string> = {};
  for (const [name, values] of headers) record[name] = values[0] ?? '';
  if (headers.code > 0) {
    record.Status = String(headers.code);
    record.Description = headers.description;
  }
  return record;
}
