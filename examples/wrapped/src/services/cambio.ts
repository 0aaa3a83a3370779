// Cambio, another vendor: an exchange is ordered by POST, in nested words of its own, and it keeps 0.4 percent. It refuses
// with a problem document (RFC 9457).

import type { FastifyInstance } from 'fastify';
import { amountPattern, convert } from './exchange-rates.ts';
import { type Weather, workingIn } from './failing-at-times.ts';
import { type HttpService, serve } from './http-service.ts';
import type { ServiceError } from './service-error.ts';

interface Exchange {
  readonly source: { readonly amount: string; readonly currency: string };
  readonly target: { readonly currency: string };
}

const spread = '0.004';
const currency = { type: 'string', pattern: '^[A-Z]{3}$' } as const;
const money = (what: string) =>
  ({
    type: 'object',
    description: what,
    required: ['amount', 'currency'],
    properties: {
      amount: { type: 'string', pattern: amountPattern, description: 'The amount of money, as a decimal text.' },
      currency: { ...currency, description: 'The currency of the amount, as its ISO 4217 code.' },
    },
  }) as const;

const order = {
  type: 'object',
  additionalProperties: false,
  required: ['source', 'target'],
  properties: {
    source: { ...money('The money to exchange.'), additionalProperties: false },
    target: {
      type: 'object',
      additionalProperties: false,
      description: 'What to exchange it into.',
      required: ['currency'],
      properties: { currency: { ...currency, description: 'The currency to convert into, as its ISO 4217 code.' } },
    },
  },
} as const;

const exchanged = {
  type: 'object',
  description: 'The exchange.',
  required: ['source', 'target', 'rate'],
  properties: {
    source: money('The money that was exchanged.'),
    target: money('What it is worth.'),
    rate: { type: 'string', description: 'What one unit was exchanged at, as a decimal text.' },
  },
} as const;

const problemType = 'application/problem+json';
const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
  },
} as const;
const problem = (description: string) => ({ description, content: { [problemType]: { schema: problemSchema } } });

/** @throws Error where it cannot listen */
export function startCambio(port: number, weather: Weather): Promise<HttpService> {
  const work = workingIn(weather);
  const release = {
    documentPath: '/openapi.json',
    title: 'Cambio',
    version: '3.1.0',
    description: 'Money of one currency exchanged into another.',
    routes: (server: FastifyInstance) => addRoutes(server, work),
  };
  return serve({ releases: [release], refusal: problemOf }, port);
}

function addRoutes(server: FastifyInstance, work: ReturnType<typeof workingIn>): void {
  server.post<{ Body: Exchange }>('/exchange', {
    schema: {
      operationId: 'exchangeMoney',
      summary: 'Exchange money of one currency into another.',
      description: 'Convert money between currencies, for instance change 250 pounds into Swiss francs.',
      tags: ['currency'],
      body: order,
      response: {
        200: exchanged,
        400: problem('The request is not as it should be.'),
        422: problem('A currency that has no rate, or the same one twice.'),
        503: problem('The rates cannot be read now.'),
      },
    },
    handler: ({ body: { source, target } }) =>
      work(() => {
        const { rate, result } = convert({ from: source.currency, to: target.currency, amount: source.amount, spread });
        return { source, target: { amount: result, currency: target.currency }, rate };
      }),
  });
}

function problemOf({ status, code, message }: ServiceError): { body: unknown; contentType: string } {
  const body = { type: `urn:cambio:problem:${code}`, title: code.replaceAll('-', ' '), status, detail: message };
  return { body, contentType: problemType };
}
