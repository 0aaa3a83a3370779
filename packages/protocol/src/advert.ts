// An advert: one capability of one instance, kept under one key, because a large wrapped API exceeds one message.
// Vectors say their space and the hash of their text, so that a reader compares only what may be compared and can
// check that a vector belongs to its words.

import { z } from 'zod';
import { limits } from './limits.ts';
import { Money } from './money.ts';
import { assertToken, Token } from './tokens.ts';

const jsonSchema = z.record(z.string(), z.unknown());

/** What an agent says it can do, in words and schemas. */
export const CapabilityAdvert = z.looseObject({
  name: Token,
  description: z.string().min(1).max(limits.descriptionCharactersMax),
  examples: z.array(z.string().min(1).max(limits.exampleCharactersMax)).max(limits.examplesMax),
  tags: z.array(Token).max(limits.tagsMax),
  input: jsonSchema,
  output: jsonSchema,
  /** First 16 hex digits of the sha256 of name, input and output: equal hashes are the same capability. */
  schemaHash: z.string().regex(/^[0-9a-f]{16}$/),
  hints: z.looseObject({
    price: Money.optional(),
    durationMs: z.number().min(0).optional(),
    slots: z.int().min(1).optional(),
    /** Silence longer than this, while it works, is taken for failure. */
    progressWithinMs: z.number().min(1).optional(),
  }),
  /** Tells versions of one capability apart, for whoever wants a certain one; not a part of the hash. */
  version: z.string().min(1).max(64).optional(),
});
export type CapabilityAdvert = z.infer<typeof CapabilityAdvert>;

/** One vector: int8 with a scale, base64, and the hash of the text it stands for. */
export const AdvertVector = z.looseObject({
  textHash: z.string().regex(/^[0-9a-f]{16}$/),
  scale: z.number().positive(),
  data: z.string().min(4).max(8_192),
});
export type AdvertVector = z.infer<typeof AdvertVector>;

/** The value under one key of the adverts bucket. `vectors[0]` is name and description, then one an example. */
export const Advert = z.looseObject({
  v: z.literal(1),
  agent: Token,
  instance: Token,
  version: z.string().max(64),
  pid: z.int().min(1),
  capability: CapabilityAdvert,
  space: z.string().max(200),
  vectors: z.array(AdvertVector).min(1).max(limits.vectorsMax),
});
export type Advert = z.infer<typeof Advert>;

/** `<agent>.<instance>.<capability>` */
export function advertKey(agent: string, instance: string, capability: string): string {
  return [agent, instance, capability].map((each) => assertToken(each, 'part of a key')).join('.');
}
