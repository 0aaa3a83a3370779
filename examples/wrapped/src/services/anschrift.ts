// Anschrift, a checker of addresses of Austria and its neighbours. An address that is none is an answer, not an error.

import type { FastifyInstance } from 'fastify';
import { type Address, checkAddress, reasonCodes } from './address-check.ts';
import { type HttpService, serve } from './http-service.ts';
import type { ServiceError } from './service-error.ts';

const nameCharactersMax = 80;
const name = (description: string, example: string) =>
  ({ type: 'string', minLength: 1, maxLength: nameCharactersMax, description, examples: [example] }) as const;

const address = {
  type: 'object',
  additionalProperties: false,
  required: ['street', 'houseNumber', 'postalCode', 'city', 'country'],
  properties: {
    street: name('The name of the street, without the house number.', 'Herrengasse'),
    houseNumber: {
      type: 'string',
      pattern: '^[0-9]{1,4}[a-zA-Z]?$',
      description: 'The house number.',
      examples: ['16'],
    },
    postalCode: { type: 'string', pattern: '^[0-9]{4,5}$', description: 'The postal code.', examples: ['8010'] },
    city: name('The city or place.', 'Graz'),
    country: {
      type: 'string',
      pattern: '^[A-Z]{2}$',
      description: 'The country, as its two letters of ISO 3166-1.',
      examples: ['AT'],
    },
  },
} as const;

const verdict = {
  type: 'object',
  description: 'What the register says.',
  required: ['status', 'reasons'],
  properties: {
    status: { type: 'string', enum: ['valid', 'corrected', 'invalid'] },
    address: { ...address, description: 'The address as the register has it; absent where it is invalid.' },
    reasons: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'text'],
        properties: {
          field: { type: 'string', enum: address.required },
          code: { type: 'string', enum: reasonCodes },
          text: { type: 'string' },
        },
      },
    },
  },
} as const;

const refused = {
  description: 'The request is not as it should be.',
  type: 'object',
  required: ['code', 'message'],
  properties: { code: { type: 'string' }, message: { type: 'string' } },
} as const;

/** @throws Error where it cannot listen */
export function startAnschrift(port: number): Promise<HttpService> {
  const release = {
    documentPath: '/openapi.json',
    title: 'Anschrift',
    version: '1.0.0',
    description: 'Postal addresses held against the street registers.',
    routes: addRoutes,
  };
  return serve({ releases: [release], refusal: plainly }, port);
}

function addRoutes(server: FastifyInstance): void {
  server.post<{ Body: Address }>('/addresses/check', {
    schema: {
      operationId: 'checkAddress',
      summary: 'Check whether a postal address is real.',
      description:
        'Check whether a postal address exists, such as Herrengasse 16, 8010 Graz, and correct its spelling or its postal code.',
      tags: ['address'],
      body: address,
      response: { 200: verdict, 400: refused },
    },
    handler: ({ body }) => checkAddress(body),
  });
}

function plainly({ code, message }: ServiceError): { body: unknown; contentType: string } {
  return { body: { code, message }, contentType: 'application/json' };
}
