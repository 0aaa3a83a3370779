// One request and its answer, bounded in time, in bytes and in whom it may reach. It follows redirects to its own origin
// and to those that are allowed, and knows nothing of what an answer means.

import { Agent, type Dispatcher, request as undiciRequest } from 'undici';
import { assertPublicHost, publicLookup } from './address-guard.ts';
import type { HttpRequest } from './request.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Bounds {
  readonly allowPrivate: boolean;
  readonly redirectsTo: readonly string[];
  readonly answerBytesMax: number;
  /** Ends it, whatever it is at. */
  readonly signal: AbortSignal;
}

/** What a service did that is not followed; the code is a failure's. */
export class BadConduct extends Error {
  override readonly name = 'BadConduct';
  readonly code: 'redirect-refused' | 'answer-too-large' | 'bad-answer';

  constructor(code: BadConduct['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const redirectsMax = 3;
const connectTimeoutMs = 5_000;
const agents = new Map<boolean, Agent>();

// Connections are kept for the next call; idle ones keep no process awake.
function agentFor(allowPrivate: boolean): Agent {
  const known = agents.get(allowPrivate);
  if (known !== undefined) return known;
  const made = new Agent({
    connect: { timeout: connectTimeoutMs, ...(allowPrivate ? {} : { lookup: publicLookup }) },
    // Time is limited by the call's signal, from the connection to the last byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  agents.set(allowPrivate, made);
  return made;
}

/** @throws BadConduct, PrivateAddress, the signal's reason, and what the connection breaks with */
export async function send(request: HttpRequest, bounds: Bounds): Promise<HttpAnswer> {
  let current = request;
  for (let redirects = 0; ; redirects++) {
    const response = await ask(current, bounds);
    const location = headerOf(response, 'location');
    if (response.statusCode < 300 || response.statusCode > 399 || location === undefined) {
      return { status: response.statusCode, headers: headersOf(response), text: await textOf(response, bounds) };
    }
    response.body.destroy();
    const { url } = current;
    const next = URL.parse(location, url.href);
    if (next === null || !mayFollow(next, request.url, bounds)) {
      const where = next === null ? 'somewhere that is no address' : next.origin;
      throw new BadConduct(
        'redirect-refused',
        `it redirects to ${where}, which is not allowed ("redirectsTo" names origins that are)`,
      );
    }
    if (redirects === redirectsMax)
      throw new BadConduct('redirect-refused', `it redirects more than ${redirectsMax} times`);
    current = redirected(current, next, response.statusCode);
  }
}

async function ask({ url, method, headers, body }: HttpRequest, bounds: Bounds): Promise<Dispatcher.ResponseData> {
  bounds.signal.throwIfAborted();
  if (!bounds.allowPrivate) assertPublicHost(url);
  const response = await undiciRequest(url, {
    method,
    headers,
    body: body ?? null,
    signal: bounds.signal,
    dispatcher: agentFor(bounds.allowPrivate),
  });
  // A body that breaks off after nobody reads it any more is nobody's error.
  response.body.on('error', () => undefined);
  return response;
}

function mayFollow(next: URL, from: URL, { redirectsTo }: Bounds): boolean {
  return /^https?:$/.test(next.protocol) && (next.origin === from.origin || redirectsTo.includes(next.origin));
}

// A method other than GET is repeated elsewhere only where the service says that it is to be the same (RFC 9110, 15.4).
function redirected(request: HttpRequest, url: URL, status: number): HttpRequest {
  const { method, headers, secretHeaders, body } = request;
  const asGet = status === 303 && method !== 'HEAD';
  if (!asGet && status !== 307 && status !== 308 && method !== 'GET' && method !== 'HEAD') {
    throw new BadConduct(
      'redirect-refused',
      `it redirects a ${method} by ${status}, which leaves open what to send there`,
    );
  }
  const left = url.origin !== request.url.origin;
  const dropped = [...(left ? secretHeaders : []), ...(asGet ? ['content-type'] : [])];
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.includes(name)));
  return {
    method: asGet ? 'GET' : method,
    url,
    headers: kept,
    secretHeaders,
    ...(body === undefined || asGet ? {} : { body }),
  };
}

async function textOf(response: Dispatcher.ResponseData, { answerBytesMax, signal }: Bounds): Promise<string> {
  const { body } = response;
  const tooLarge = () => {
    body.destroy();
    return new BadConduct('answer-too-large', `its answer is longer than the ${answerBytesMax} bytes that are read`);
  };
  if (Number(headerOf(response, 'content-length')) > answerBytesMax) throw tooLarge();
  const encoding = headerOf(response, 'content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    body.destroy();
    throw new BadConduct('bad-answer', `its answer is compressed (${encoding.slice(0, 40)}), which was not asked for`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headersOf(response: Dispatcher.ResponseData): Record<string, string> {
  return Object.fromEntries(
    Object.keys(response.headers).map((name) => [name.toLowerCase(), headerOf(response, name) ?? '']),
  );
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
