// What is said to the embedding service of a space (subject `embed.<space>`). No act of a conversation: a plain
// question and its answer, so it has no envelope.

import { z } from 'zod';
import { WireError } from './errors.ts';
import { limits } from './limits.ts';

/** Texts in, at most 64 at once. */
export const EmbedRequest = z.looseObject({
  v: z.literal(1),
  texts: z.array(z.string().min(1).max(limits.intentCharactersMax)).min(1).max(64),
});
export type EmbedRequest = z.infer<typeof EmbedRequest>;

/** One vector a text, in the order asked: base64 of little-endian float32, unit norm; or an error. */
export const EmbedReply = z.union([
  z.looseObject({ v: z.literal(1), space: z.string(), dims: z.int().min(1), vectors: z.array(z.string()) }),
  z.looseObject({ v: z.literal(1), error: WireError }),
]);
export type EmbedReply = z.infer<typeof EmbedReply>;
