// The second release of Kursblatt's API, beside the first: `fromCurrency` is called `sourceCurrency`, `amount` has moved into `order`, and
// `rounding`, which could be left out, must be said. A conversion is a POST now.

import type { FastifyInstance } from 'fastify';
import { amountPattern, convert, type Rounding, roundingNames } from './exchange-rates.ts';
import type { Release } from './http-service.ts';
import { answered, currency, type Work } from './kursblatt-terms.ts';

interface Body {
  readonly sourceCurrency: string;
  readonly toCurrency: string;
  readonly order: { readonly amount: string };
  readonly rounding: Rounding;
}

const body = {
  type: 'object',
  additionalProperties: false,
  required: ['sourceCurrency', 'toCurrency', 'order', 'rounding'],
  properties: {
    sourceCurrency: {
      ...currency,
      description: 'The currency of the amount, as its ISO 4217 code.',
      examples: ['USD'],
    },
    toCurrency: { ...currency, description: 'The currency to convert into, as its ISO 4217 code.', examples: ['EUR'] },
    order: {
      type: 'object',
      additionalProperties: false,
      required: ['amount'],
      properties: {
        amount: {
          type: 'string',
          pattern: amountPattern,
          description: 'The amount of money to convert, as a decimal text.',
          examples: ['12.50'],
        },
      },
    },
    rounding: {
      type: 'string',
      enum: roundingNames,
      description: 'How the result is rounded to the smallest coin.',
    },
  },
} as const;

const conversion = {
  type: 'object',
  description: 'The conversion.',
  required: ['sourceCurrency', 'toCurrency', 'amount', 'rate', 'result'],
  properties: {
    sourceCurrency: { ...currency, description: 'The currency of the amount, as its ISO 4217 code.' },
    toCurrency: { ...currency, description: 'The currency converted into, as its ISO 4217 code.' },
    amount: { type: 'string', description: 'The amount of money that was converted, as a decimal text.' },
    rate: { type: 'string', description: 'What one unit was converted at, as a decimal text.' },
    result: { type: 'string', description: 'What the amount is worth, as a decimal text.' },
  },
} as const;

export function kursblattV2(work: Work): Release {
  return {
    documentPath: '/v2/openapi.json',
    title: 'Kursblatt',
    version: '2.0.0',
    description: 'Exchange rates of the day, and amounts of money converted by them.',
    routes: (server) => addRoutes(server, work),
  };
}

function addRoutes(server: FastifyInstance, work: Work): void {
  server.post<{ Body: Body }>('/v2/convert', {
    schema: {
      operationId: 'convertCurrency',
      summary: 'Convert an amount of money from one currency to another.',
      description: 'Convert an amount of money, such as 100 US dollars to euros, at the exchange rate of the day.',
      tags: ['currency'],
      body,
      response: answered(conversion),
    },
    handler: ({ body: { sourceCurrency, toCurrency, order, rounding } }) =>
      work(() => {
        const { amount } = order;
        const { rate, result } = convert({ from: sourceCurrency, to: toCurrency, amount, rounding });
        return { sourceCurrency, toCurrency, amount, rate, result };
      }),
  });
}
