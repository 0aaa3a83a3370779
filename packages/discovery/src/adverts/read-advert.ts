// Bytes of the adverts' bucket as an advert that may be believed as far as it can be checked without a model: it stands
// under its own key, its schema hash is that of its schemas, and each vector names a text that the advert really has.
// A peer is not assumed to be honest; whether a vector is its text's is verified later, by embedding it.

import { dequantise, unitVector } from '@parley/embeddings';
import { Advert, advertKey, limits, messageOf } from '@parley/protocol';
import { schemaHashOf, textHashOf, textsOf } from '../capability.ts';
import type { Problem } from '../problem.ts';

/** A vector with the text it says it stands for; `identity` is equal for equal vectors of equal texts. */
export interface ReadVector {
  readonly text: string;
  readonly identity: string;
  readonly vector: Float32Array;
}

export interface ReadAdvert {
  readonly advert: Advert;
  readonly texts: readonly string[];
  /** All of one length; empty where none could be used. */
  readonly vectors: readonly ReadVector[];
  /** What was left out, and why. */
  readonly problems: readonly Problem[];
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The advert under `key`, or the problem that makes it none. Never throws. */
export function readAdvert(key: string, value: Uint8Array): ReadAdvert | Problem {
  try {
    if (value.length > limits.payloadBytesMax) return refuse(key, 'wrong-schema', `it has ${value.length} bytes`);
    const parsed = Advert.safeParse(JSON.parse(decoder.decode(value)));
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return refuse(key, 'wrong-schema', `${issue?.path.map(String).join('.')}: ${issue?.message}`);
    }
    return checked(key, parsed.data);
  } catch (thrown) {
    return refuse(key, 'undecodable', messageOf(thrown));
  }
}

export function isProblem(read: ReadAdvert | Problem): read is Problem {
  return 'code' in read;
}

function checked(key: string, advert: Advert): ReadAdvert | Problem {
  const { agent, instance, capability } = advert;
  const own = advertKey(agent, instance, capability.name);
  if (own !== key) return refuse(key, 'forged-advert', `it is an advert of ${own}`);
  if (capability.schemaHash !== schemaHashOf(capability.name, capability.input, capability.output)) {
    return refuse(key, 'forged-advert', 'its schemaHash is not that of its name, input and output');
  }
  const texts = textsOf(capability);
  const unclaimed = new Map(texts.map((text) => [textHashOf(text), text]));
  const vectors: ReadVector[] = [];
  const problems: Problem[] = [];
  for (const { textHash, scale, data } of advert.vectors) {
    const text = unclaimed.get(textHash);
    unclaimed.delete(textHash);
    if (text === undefined) {
      problems.push(refuse(key, 'forged-advert', `a vector stands for ${textHash}, which is none of its texts`));
      continue;
    }
    try {
      const numbers = dequantise({ scale, data }, vectors[0]?.vector.length);
      vectors.push({ text, identity: `${textHash}:${scale}:${data}`, vector: unitVector(numbers, numbers.length) });
    } catch (thrown) {
      problems.push(refuse(key, 'wrong-schema', `a vector of it cannot be read: ${messageOf(thrown)}`));
    }
  }
  return { advert, texts, vectors, problems };
}

function refuse(key: string, code: Problem['code'], why: string): Problem {
  return { code, key, text: `The advert ${key} is not used as it stands: ${why.slice(0, 300)}.` };
}
