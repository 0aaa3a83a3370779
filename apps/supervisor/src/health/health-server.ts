// The supervisor's HTTP face for machines that watch it: alive, ready, and in numbers. On loopback unless told.

import { messageOf } from '@parley/protocol';
import Fastify from 'fastify';
import type { Metrics } from './metrics.ts';

export interface HealthOptions {
  /** 0 for a free one. */
  readonly port: number;
  readonly host: string;
  readonly metrics: Metrics;
  /** Milliseconds of a JetStream round trip; rejects where there is none. */
  readonly roundTrip: () => Promise<number>;
  /** What does not run that should, in words; empty where all is well. */
  readonly problems: () => readonly string[];
}

export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws Error where the port is taken */
export async function startHealthServer(options: HealthOptions): Promise<HealthServer> {
  const { metrics, roundTrip, problems } = options;
  const server = Fastify({ logger: false, forceCloseConnections: true });
  // Alive: this process takes its turns. Whoever restarts it for a broker that is away makes it worse.
  server.get('/healthz', async () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    try {
      const roundTripMs = await roundTrip();
      metrics.roundTrip.observe(roundTripMs);
      return { status: 'ready', roundTripMs, problems: problems() };
    } catch (thrown) {
      return reply.code(503).send({ status: 'not ready', reason: messageOf(thrown), problems: problems() });
    }
  });
  server.get('/metrics', async (_request, reply) => {
    const { text, contentType } = await metrics.scrape();
    return reply.header('content-type', contentType).send(text);
  });
  const url = await server.listen({ port: options.port, host: options.host });
  return { url, close: () => server.close() };
}
