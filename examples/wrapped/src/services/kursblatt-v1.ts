// The first release of Kursblatt's API: a conversion is a GET with everything in its query.

import type { FastifyInstance } from 'fastify';
import { convert, type Rounding } from './exchange-rates.ts';
import type { Release } from './http-service.ts';
import {
  about,
  amountField,
  answered,
  conversionNaming,
  converting,
  roundingField,
  sourceField,
  targetField,
  type Work,
} from './kursblatt-terms.ts';

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
    fromCurrency: sourceField,
    toCurrency: targetField,
    amount: amountField,
    rounding: roundingField('How the result is rounded to the smallest coin; half-even unless said.'),
  },
} as const;

export function kursblattV1(work: Work): Release {
  return {
    documentPath: '/openapi.json',
    ...about,
    version: '1.4.0',
    routes: (server) => addRoutes(server, work),
  };
}

function addRoutes(server: FastifyInstance, work: Work): void {
  server.get<{ Querystring: Query }>('/v1/convert', {
    schema: {
      ...converting,
      querystring: query,
      response: answered(conversionNaming('fromCurrency')),
    },
    handler: ({ query: { fromCurrency, toCurrency, amount, rounding } }) =>
      work(() => {
        const rounded = rounding === undefined ? {} : { rounding };
        const { rate, result } = convert({ from: fromCurrency, to: toCurrency, amount, ...rounded });
        return { fromCurrency, toCurrency, amount, rate, result };
      }),
  });
}
