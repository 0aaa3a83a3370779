/**
 * The bank as an HTTP service on loopback. This file is the routes and the order in which a charge meets its fate:
 * wait, fail, check, charge, wait, answer or hang up. It knows nothing of agents; it is the outside world, and what
 * the tests trust is its book.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import type { Book } from './book.ts';
import { openBook } from './book.ts';
import type { ChargeRequest } from './charge.ts';
import { readChargeOrder, readIdempotencyKey } from './charge-order.ts';
import { BankError } from './errors.ts';
import type { FaultSwitch, Faults } from './faults.ts';
import { createFaultSwitch } from './faults.ts';

export interface BankOptions {
  /** 0 picks a free one. */
  port?: number;
  host?: string;
  /** A JSONL file the book is appended to, and read back from at the start. */
  bookFile?: string;
  /** Faults to begin with. */
  faults?: Partial<Faults>;
}

export interface Bank {
  url: string;
  port: number;
  /** Ends every wait, closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

interface Counter {
  book: Book;
  faults: FaultSwitch;
  closing: AbortController;
}

const bodyBytesMax = 16_384;

/** Starts a bank and resolves when it listens. Throws `BankError` (`bad-option`, `book-unreadable`, `port-unavailable`). */
export async function startBank(options: BankOptions = {}): Promise<Bank> {
  const { port = 0, host = '127.0.0.1' } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new BankError('bad-option', `port ${port}: use a whole number from 0 to 65535`);
  }
  const closing = new AbortController();
  const counter: Counter = { book: openBook(options.bookFile), faults: createFaultSwitch(options.faults), closing };
  const server = fastify({ bodyLimit: bodyBytesMax, forceCloseConnections: true });
  addRoutes(server, counter);
  let url: string;
  try {
    url = await server.listen({ port, host });
  } catch (cause) {
    await server.close();
    const reason = `cannot listen on ${host}:${port} (${(cause as Error).message}): free the port, or use port 0`;
    throw new BankError('port-unavailable', reason, { cause });
  }
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    await server.close();
  };
  return {
    url,
    port: Number(new URL(url).port),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

function addRoutes(server: FastifyInstance, counter: Counter): void {
  const { book, faults } = counter;
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof BankError ? error.status : (error.statusCode ?? 500);
    return reply.code(status).send(refusal(error));
  });
  server.get('/health', () => ({ ok: true, charges: book.charges.length, requests: book.requests.length }));
  server.get<{ Querystring: { key?: string } }>('/charges', ({ query: { key } }) => {
    const charges = key === undefined ? book.charges : book.charges.filter((charge) => charge.key === key);
    return { charges };
  });
  server.get('/requests', () => ({ requests: book.requests }));
  server.get('/faults', () => faults.current);
  server.post('/faults', (request) => {
    faults.set(request.body);
    return faults.current;
  });
  server.delete('/faults', () => {
    faults.reset();
    return faults.current;
  });
  server.post('/charges', {
    handler: (request, reply) => answerCharge(counter, request, reply),
    // A body that is no JSON, or too large, never reaches the handler; it was asked for all the same.
    errorHandler: (error, request, reply) => {
      const asked = book.asked(keyAsSent(request), null);
      return settle(counter, asked, reply, error.statusCode ?? 500, refusal(error));
    },
  });
}

async function answerCharge(counter: Counter, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const asked = counter.book.asked(keyAsSent(request), request.body);
  try {
    const { status, answer, dropped } = await charge(counter, request);
    if (!dropped) return settle(counter, asked, reply, status, answer);
    counter.book.answered(asked, { status: null, answer: null, dropped });
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  } catch (error) {
    const status = error instanceof BankError ? error.status : 500;
    return settle(counter, asked, reply, status, refusal(error as Error));
  }
}

interface Fate {
  status: number;
  answer: unknown;
  dropped: boolean;
}

async function charge({ book, faults, closing }: Counter, request: FastifyRequest): Promise<Fate> {
  const shut: Fate = {
    status: 503,
    answer: { error: 'closing', reason: 'the bank is closing: ask again with the same key' },
    dropped: false,
  };
  if (!(await waited(faults.current.delayMs, closing.signal))) return shut;
  const { failStatus } = faults.current;
  if (faults.takeFailure()) {
    const answer = { error: 'out-of-order', reason: 'the bank fails on demand; nothing was charged' };
    return { status: failStatus, answer, dropped: false };
  }
  const key = readIdempotencyKey(request.headers['idempotency-key']);
  const { charge: made, replayed } = book.charge(readChargeOrder(request.body), key);
  const dropped = faults.takeDrop();
  if (!(await waited(faults.current.answerDelayMs, closing.signal))) return shut;
  return { status: replayed ? 200 : 201, answer: { ...made, replayed }, dropped };
}

/** Waits, and says whether the bank is still open after it. */
async function waited(delayMs: number, closing: AbortSignal): Promise<boolean> {
  if (delayMs > 0) await sleep(delayMs, undefined, { signal: closing }).catch(() => undefined);
  return !closing.aborted;
}

function settle({ book }: Counter, asked: ChargeRequest, reply: FastifyReply, status: number, answer: unknown) {
  book.answered(asked, { status, answer, dropped: false });
  return reply.code(status).send(answer);
}

function keyAsSent(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key'];
  return header === undefined ? null : String(header);
}

function refusal(error: Error): { error: string; reason: string } {
  return { error: error instanceof BankError ? error.code : 'bad-request', reason: error.message };
}
