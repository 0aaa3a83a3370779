// An operation of a service of a test's own, as plain as it can be.

import { z } from 'zod';
import { fromHttp, type HttpCapability } from '../src/index.ts';

export const service = { name: 'converter', baseUrl: { fromConfig: 'converterUrl' }, allowPrivate: true } as const;

/** `GET /do`, which takes and gives anything, unless the options say otherwise. */
export const wrapped = (options: Partial<HttpCapability> = {}) =>
  fromHttp({
    description: 'Convert an amount of money.',
    examples: [],
    name: 'do',
    input: z.looseObject({}),
    output: z.unknown(),
    service,
    method: 'GET',
    path: '/do',
    ...options,
  });

/** The configuration of its agent. */
export const at = (url: string, more: object = {}) => ({ converterUrl: url, ...more });
