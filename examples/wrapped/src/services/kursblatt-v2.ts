// The second release of Kursblatt's API, beside the first: `fromCurrency` is called `sourceCurrency`, `amount` has moved into `order`, and
// `rounding`, which could be left out, must be said. A conversion is a POST now.

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
    sourceCurrency: sourceField,
    toCurrency: targetField,
    order: {
      type: 'object',
      additionalProperties: false,
      required: ['amount'],
      properties: {
        amount: amountField,
      },
    },
    rounding: roundingField('How the result is rounded to the smallest coin.'),
  },
} as const;

export function kursblattV2(work: Work): Release {
  return {
    documentPath: '/v2/openapi.json',
    ...about,
    version: '2.0.0',
    routes: (server) => addRoutes(server, work),
  };
}

function addRoutes(server: FastifyInstance, work: Work): void {
  server.post<{ Body: Body }>('/v2/convert', {
    schema: {
      ...converting,
      body,
      response: answered(conversionNaming('sourceCurrency')),
    },
    handler: ({ body: { sourceCurrency, toCurrency, order, rounding } }) =>
      work(() => {
        const { amount } = order;
        const { rate, result } = convert({ from: sourceCurrency, to: toCurrency, amount, rounding });
        return { sourceCurrency, toCurrency, amount, rate, result };
      }),
  });
}
