// JetStream's API as requests over any bus: a question in JSON on a subject under `$JS.API`, an answer in JSON with
// the result or an error of a numbered kind. It knows the spelling and the numbers, not what streams are used for.

import type { Bus } from '../../bus.ts';
import { BusError, type BusErrorCode } from '../../errors.ts';
import type { BusMessage, Headers } from '../../message.ts';

/** How long any one question to JetStream may take. */
export const jetStreamTimeoutMs = 5000;

/** The server's number for "no such stream". */
export const streamNotFound = 10059;
/** "No message found." */
export const noMessage = 10037;
/** "A stream of that name exists with another configuration." */
export const streamNameInUse = 10058;

const codes: Readonly<Record<number, BusErrorCode>> = {
  10071: 'wrong-revision',
  [streamNameInUse]: 'conflicting-configuration',
  10054: 'payload-too-large',
  10039: 'no-jetstream',
  10076: 'no-jetstream',
};

/** An error that JetStream answered; `number` is the server's own. */
export class JetStreamError extends BusError {
  readonly number: number;

  constructor(number: number, what: string, description: string) {
    super(codes[number] ?? 'storage', `${what}: ${description} (${number})`);
    this.number = number;
  }
}

interface ApiError {
  readonly code: number;
  readonly err_code?: number;
  readonly description?: string;
}

/**
 * Asks JetStream's API.
 * @throws BusError `no-jetstream`, `storage` and the others of its table, `timeout`, `disconnected`
 */
export async function askApi<T>(bus: Bus, verb: string, question?: unknown): Promise<T> {
  const data = question === undefined ? new Uint8Array(0) : Buffer.from(JSON.stringify(question));
  try {
    const answer = await bus.request(`$JS.API.${verb}`, data, { timeoutMs: jetStreamTimeoutMs });
    return parseAnswer<T>(answer, verb);
  } catch (error) {
    if (!(error instanceof BusError) || error.code !== 'no-responders') throw error;
    throw new BusError('no-jetstream', 'the server has no JetStream: start it with "nats-server -js"', {
      cause: error,
    });
  }
}

/** What the server says of a message it stored. */
interface Acknowledgement {
  readonly stream: string;
  readonly seq: number;
  readonly duplicate?: boolean;
}

/**
 * Publishes and waits for the stream's acknowledgement. Resolves to the sequence; a duplicate's is the first one's.
 * @throws BusError `wrong-revision`, `no-responders` where no stream keeps the subject, `storage`, `timeout`
 */
export async function publishAcknowledged(
  bus: Bus,
  stream: string,
  subject: string,
  data: Uint8Array,
  headers: Headers | undefined,
): Promise<number> {
  const timeoutMs = jetStreamTimeoutMs;
  const answer = await bus.request(subject, data, headers === undefined ? { timeoutMs } : { timeoutMs, headers });
  const stored = parseAnswer<Acknowledgement>(answer, subject);
  if (stored.stream === stream) return stored.seq;
  throw new BusError(
    'storage',
    `${subject} was stored by ${stored.stream}, not by ${stream}: two streams keep one subject`,
  );
}

function parseAnswer<T>(answer: BusMessage, what: string): T {
  let parsed: T & { readonly error?: ApiError };
  try {
    parsed = JSON.parse(Buffer.from(answer.data.buffer, answer.data.byteOffset, answer.data.length).toString());
  } catch (error) {
    throw new BusError('storage', `${what}: the server's answer is not JSON`, { cause: error });
  }
  if (parsed.error !== undefined) {
    const { err_code, code, description } = parsed.error;
    throw new JetStreamError(err_code ?? code, what, description ?? 'no description');
  }
  return parsed;
}
