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

export function toBusMessage(message: LibraryMessage): BusMessage {
  const { subject, data, reply, headers } = message;
  if (headers !== undefined) {
    const record = toHeaders(headers);
    return reply ? { subject, data, reply, headers: record } : { subject, data, headers: record };
  }
  return reply ? { subject, data, reply } : { subject, data };
}

/** Whether the server says that nobody listens where the message was sent. */
export function saysNobody(message: LibraryMessage): boolean {
  return message.data.length === 0 && message.headers?.code === 503;
}

/** @throws BusError `bad-header` */
export function toLibraryHeaders(headers: Headers): MsgHdrs {
  checkHeaders(headers);
  const made = createHeaders();
  for (const name in headers) made.append(name, headers[name] as string);
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
