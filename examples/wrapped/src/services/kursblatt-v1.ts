// The first release of Kursblatt's API: a conversion is a GET with everything in its query.

import type { FastifyInstance } from 'fastify';
import { amountPattern, convert, type Rounding, roundingNames } from './exchange-rates.ts';
import type { Release } from './http-service.ts';
import { answered, currency, type Work } from './kursblatt-terms.ts';

interface Query {
  readonly fromCurrency: string;
  readonly toCurrency: string;
  readonly amount: string;
  readonly rounding?: Rounding;
}

const query = {
  type: 'object',
  required: ['fromCurrency', 'toCurrency', 'amount'],
  properties: {
    fromCurrency: { ...currency, description: 'The currency of the amount, as its ISO 4217 code.', examples: ['USD'] },
    toCurrency: { ...currency, description: 'The currency to convert into, as its ISO 4217 code.', examples: ['EUR'] },
    amount: {
      type: 'string',
      pattern: amountPattern,
      description: 'The amount of money to convert, as a decimal text.',
      examples: ['12.50'],
    },
    rounding: {
      type: 'string',
      enum: roundingNames,
      description: 'How the result is rounded to the smallest coin; half-even unless said.',
    },
  },
} as const;

const conversion = {
  type: 'object',
  description: 'The conversion.',
  required: ['fromCurrency', 'toCurrency', 'amount', 'rate', 'result'],
  properties: {
    fromCurrency: { ...currency, description: 'The currency of the amount, as its ISO 4217 code.' },
    toCurrency: { ...currency, description: 'The currency converted into, as its ISO 4217 code.' },
    amount: { type: 'string', description: 'The amount of money that was converted, as a decimal text.' },
    rate: { type: 'string', description: 'What one unit was converted at, as a decimal text.' },
    result: { type: 'string', description: 'What the amount is worth, as a decimal text.' },
  },
} as const;

export function kursblattV1(work: Work): Release {
  return {
    documentPath: '/openapi.json',
    title: 'Kursblatt',
    version: '1.4.0',
    description: 'Exchange rates of the day, and amounts of money converted by them.',
    routes: (server) => addRoutes(server, work),
  };
}

function addRoutes(server: FastifyInstance, work: Work): void {
  server.get<{ Querystring: Query }>('/v1/convert', {
    schema: {
      operationId: 'convertCurrency',
      summary: 'Convert an amount of money from one currency to another.',
      description: 'Convert an amount of money, such as 100 US dollars to euros, at the exchange rate of the day.',
      tags: ['currency'],
      querystring: query,
      response: answered(conversion),
    },
    handler: ({ query: { fromCurrency, toCurrency, amount, rounding } }) =>
      work(() => {
        const rounded = rounding === undefined ? {} : { rounding };
        const { rate, result } = convert({ from: fromCurrency, to: toCurrency, amount, ...rounded });
        return { fromCurrency, toCurrency, amount, rate, result };
      }),
  });
}
