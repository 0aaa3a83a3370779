// A service that knows nothing of Parley and does what a test tells it, and what a capability does when it is called by
// itself: with the context an agent would give it, and without a mesh.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Capability, PerformContext } from '@parley/agent';
import { pino } from 'pino';

export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Outside extends AsyncDisposable {
  readonly url: string;
  readonly heard: Heard[];
}

/** Answers every request by `answer`, which gets the body read. */
export async function outside(
  answer: (heard: Heard, response: ServerResponse, count: number) => void,
): Promise<Outside> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      heard.push(one);
      answer(one, response, heard.length);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** Writes pieces of this many bytes as long as they are taken, up to 3 GB. @returns how many were written */
export function answerWithoutEnd(response: ServerResponse, pieceBytes: number): () => number {
  const piece = Buffer.alloc(pieceBytes, ' ');
  let sent = 0;
  const more = () => {
    while (!response.destroyed && sent < 3_000_000_000) {
      sent += piece.length;
      if (!response.write(piece)) return;
    }
  };
  response.on('drain', more);
  more();
  return () => sent;
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Performs a capability as an agent would, and gives the output or what was thrown. */
export async function perform(
  capability: Capability,
  input: unknown,
  config: Readonly<Record<string, unknown>> = {},
  more: Partial<PerformContext> = {},
): Promise<{ output: unknown } | { code: string; message: string; retryable: boolean }> {
  const abort = new AbortController();
  const run = capability.perform as (context: unknown) => Promise<unknown>;
  const context = {
    input: capability.input.parse(input),
    intent: 'words',
    conversation: 'c1',
    signal: abort.signal,
    config,
    log: pino({ level: 'silent' }),
    remainingMs: () => 20_000,
    now: () => 0,
    sleep: async () => undefined,
    attempt: 1,
    earlier: [],
    idempotencyKey: 'c1',
    progress: () => undefined,
    once: (key: string, effect: (idempotencyKey: string) => Promise<unknown>) => effect(`c1.${key}`),
    ...more,
  };
  try {
    return { output: await run(context) };
  } catch (thrown) {
    const { code, message, retryable } = thrown as { code: string; message: string; retryable: boolean };
    return { code, message, retryable };
  }
}
