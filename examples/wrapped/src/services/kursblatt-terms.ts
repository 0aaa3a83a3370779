// What both releases of Kursblatt's API have in common: how a currency is written, and how it says no.

import type { ServiceError } from './service-error.ts';

/** Runs a piece of work, or fails, as the vendor's weather is. */
export type Work = <Result>(work: () => Result) => Promise<Result>;

export const currency = { type: 'string', pattern: '^[A-Z]{3}$' } as const;

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
