// What both releases of Kursblatt's API have in common: what they are, how a conversion is described, and how they say no.

import { amountPattern, roundingNames } from './exchange-rates.ts';
import type { Release } from './http-service.ts';
import type { ServiceError } from './service-error.ts';

/** Runs a piece of work, or fails, as the vendor's weather is. */
export type Work = <Result>(work: () => Result) => Promise<Result>;

/** What a release says of itself. */
export const about: Pick<Release, 'title' | 'description'> = {
  title: 'Kursblatt',
  description: 'Exchange rates of the day, and amounts of money converted by them.',
};

/** What a conversion's operation says of itself. */
export const converting = {
  operationId: 'convertCurrency',
  summary: 'Convert an amount of money from one currency to another.',
  description: 'Convert an amount of money, such as 100 US dollars to euros, at the exchange rate of the day.',
  tags: ['currency'],
};

const currency = { type: 'string', pattern: '^[A-Z]{3}$' } as const;
const ofAmount = 'The currency of the amount, as its ISO 4217 code.';

export const sourceField = { ...currency, description: ofAmount, examples: ['USD'] } as const;
export const targetField = {
  ...currency,
  description: 'The currency to convert into, as its ISO 4217 code.',
  examples: ['EUR'],
} as const;
export const amountField = {
  type: 'string',
  pattern: amountPattern,
  description: 'The amount of money to convert, as a decimal text.',
  examples: ['12.50'],
} as const;

export function roundingField(description: string) {
  return { type: 'string', enum: roundingNames, description } as const;
}

/** A conversion's answer. @param source what the release calls the currency of the amount */
export function conversionNaming(source: string) {
  return {
    type: 'object',
    description: 'The conversion.',
    required: [source, 'toCurrency', 'amount', 'rate', 'result'],
    properties: {
      [source]: { ...currency, description: ofAmount },
      toCurrency: { ...currency, description: 'The currency converted into, as its ISO 4217 code.' },
      amount: { type: 'string', description: 'The amount of money that was converted, as a decimal text.' },
      rate: { type: 'string', description: 'What one unit was converted at, as a decimal text.' },
      result: { type: 'string', description: 'What the amount is worth, as a decimal text.' },
    },
  } as const;
}

const refused = (description: string) =>
  ({
    description,
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  }) as const;

/** A route's answers: the good one, and its refusals. */
export function answered(good: object): Readonly<Record<number, object>> {
  return {
    200: good,
    400: refused('The request is not as it should be.'),
    422: refused('A currency that has no rate, or the same one twice.'),
    503: refused('The rates cannot be read now.'),
  };
}

export function kursblattRefusal({ code, message }: ServiceError): { body: unknown; contentType: string } {
  return { body: { error: { code, message } }, contentType: 'application/json' };
}
