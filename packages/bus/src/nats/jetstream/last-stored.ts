// The last message of a subject, read from the stream's leader, so that whoever wrote it reads it. It knows JetStream's
// JSON for a stored message and nothing of what the message means.

import type { Bus } from '../../bus.ts';
import type { StoredMessage } from '../../streams.ts';
import { askApi, JetStreamError, noMessage, streamNotFound } from './api.ts';
import { toStored } from './delivered.ts';

/** Data and headers are base64, `time` is RFC 3339. */
interface StoredAnswer {
  readonly message: {
    readonly subject: string;
    readonly seq: number;
    readonly time: string;
    readonly data?: string;
    readonly hdrs?: string;
  };
}

/** @throws BusError `no-jetstream`, `storage`, `timeout`, `disconnected` */
export async function lastStored(bus: Bus, stream: string, subject: string): Promise<StoredMessage | undefined> {
  try {
    const { message } = await askApi<StoredAnswer>(bus, `STREAM.MSG.GET.${stream}`, { last_by_subj: subject });
    const data = new Uint8Array(Buffer.from(message.data ?? '', 'base64'));
    const headers =
      message.hdrs === undefined ? undefined : parseHeaders(Buffer.from(message.hdrs, 'base64').toString());
    return toStored(
      { subject: message.subject, data, sequence: message.seq, storedAtMs: Date.parse(message.time) },
      headers,
    );
  } catch (error) {
    if (error instanceof JetStreamError && (error.number === noMessage || error.number === streamNotFound))
      return undefined;
    throw error;
  }
}

/** Reads a block of `NATS/1.0`, `Name: value` lines; a repeated name keeps its first value. */
function parseHeaders(block: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of block.split('\r\n').slice(1)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon)] ??= line.slice(colon + 1).trim();
  }
  return headers;
}
