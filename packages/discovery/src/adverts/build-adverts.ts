// From what an agent says of its capabilities to the adverts it publishes: checked, hashed, embedded, packed. It knows
// no bucket; what it makes is a key and its bytes.

import { type Embedder, EmbeddingError, type EmbedOptions, quantise } from '@parley/embeddings';
import { Advert, advertKey, CapabilityAdvert, limits, messageOf, ParleyError } from '@parley/protocol';
import { type CapabilityDescription, schemaHashOf, textHashOf, textsOf } from '../capability.ts';

/** Who advertises. `boot` tells one life of an instance from the next. */
export interface Advertiser {
  readonly agent: string;
  readonly instance: string;
  readonly version: string;
  readonly pid: number;
  readonly boot: string;
}

export interface BuiltAdvert {
  readonly key: string;
  readonly bytes: Uint8Array;
}

/**
 * Whose text it is. A `query` is a caller's, who waits for it, and may be private; a `document` is an advert's, so that
 * its vector may be kept for all; a `check` is an advert's as well, and its vector is worked out, not looked up.
 */
export type TextRole = 'query' | 'document' | 'check';

/** An option that embedders of this package understand and others ignore; `query` unless said. */
export interface RoleOptions extends EmbedOptions {
  readonly role?: TextRole;
}

/** Few enough for one call to the embedding service. */
const textsPerCall = 64;
const encoder = new TextEncoder();

/** The capabilities as they will be advertised. @throws ParleyError `bad-definition`, saying what to mend */
export function describeAdverts(agent: string, capabilities: readonly CapabilityDescription[]): CapabilityAdvert[] {
  if (capabilities.length === 0) throw bad(agent, 'it has no capability: define at least one');
  if (capabilities.length > limits.capabilitiesPerAgentMax) {
    throw bad(agent, `it has ${capabilities.length} capabilities, ${limits.capabilitiesPerAgentMax} are allowed`);
  }
  const names = new Set<string>();
  return capabilities.map((capability) => {
    const { name, description, examples, tags, input, output, hints, version } = capability;
    const where = `capability "${name}"`;
    if (names.has(name)) throw bad(agent, `${where} is there twice: give each a name of its own`);
    names.add(name);
    if (typeof description !== 'string' || !/\p{L}/u.test(description)) {
      throw bad(agent, `${where} needs a description, a sentence of what it does, because agents are found by it`);
    }
    const versioned = version === undefined ? {} : { version };
    const advert = { name, description, examples, tags, input, output, hints, ...versioned };
    const parsed = CapabilityAdvert.safeParse({ ...advert, schemaHash: schemaHashOf(name, input, output) });
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw bad(agent, `${where}, ${issue?.path.map(String).join('.')}: ${issue?.message}`);
  });
}

/**
 * Embeds the texts and packs the adverts. An example that the model cannot embed (it knows no word of it) stays in the
 * advert without a vector, and `onSkipped` hears of it.
 * @throws ParleyError `bad-definition` for a description that cannot be embedded, or an advert too large; EmbeddingError
 */
export async function buildAdverts(
  advertiser: Advertiser,
  capabilities: readonly CapabilityAdvert[],
  embedder: Embedder,
  onSkipped: (text: string, cause: unknown) => void,
): Promise<BuiltAdvert[]> {
  const texts = capabilities.flatMap(textsOf);
  const vectors = await embedEach(embedder, [...new Set(texts)]);
  return capabilities.map((capability) => {
    const packed = textsOf(capability).flatMap((text, i) => {
      const vector = vectors.get(text)!;
      if (vector instanceof Float32Array) return [{ textHash: textHashOf(text), ...quantise(vector) }];
      if (i === 0) {
        const why = `the description of "${capability.name}" cannot be embedded (${messageOf(vector)})`;
        throw bad(advertiser.agent, `${why}: say it in other words`, vector);
      }
      onSkipped(text, vector);
      return [];
    });
    const { agent, instance } = advertiser;
    const advert: Advert = { v: 1, ...advertiser, capability, space: embedder.info.space, vectors: dedupe(packed) };
    const bytes = encoder.encode(JSON.stringify(Advert.parse(advert)));
    if (bytes.length > limits.payloadBytesMax) {
      const why = `the advert of "${capability.name}" has ${bytes.length} bytes, ${limits.payloadBytesMax} are allowed`;
      throw bad(agent, `${why}: make its schemas smaller`);
    }
    return { key: advertKey(agent, instance, capability.name), bytes };
  });
}

/** A vector for each text, or why there is none. */
async function embedEach(embedder: Embedder, texts: readonly string[]): Promise<Map<string, Float32Array | unknown>> {
  const found = new Map<string, Float32Array | unknown>();
  const options: RoleOptions = { role: 'document' };
  for (let at = 0; at < texts.length; at += textsPerCall) {
    const some = texts.slice(at, at + textsPerCall);
    try {
      const vectors = await embedder.embed(some, options);
      for (const [i, text] of some.entries()) found.set(text, vectors[i]);
    } catch (thrown) {
      if (!isTextsFault(thrown)) throw thrown;
      for (const text of some) found.set(text, await embedOne(embedder, text, options));
    }
  }
  return found;
}

async function embedOne(embedder: Embedder, text: string, options: RoleOptions): Promise<unknown> {
  try {
    return (await embedder.embed([text], options))[0];
  } catch (thrown) {
    if (isTextsFault(thrown)) return thrown;
    throw thrown;
  }
}

/** Whether another text would have been embedded. */
export function isTextsFault(thrown: unknown): boolean {
  return (
    thrown instanceof EmbeddingError &&
    (thrown.code === 'bad-vector' || thrown.code === 'empty-text' || thrown.code === 'inference-failed')
  );
}

function dedupe<Vector extends { textHash: string }>(vectors: readonly Vector[]): Vector[] {
  return [...new Map(vectors.map((each) => [each.textHash, each])).values()];
}

function bad(agent: string, what: string, cause?: unknown): ParleyError {
  return new ParleyError('bad-definition', `Agent "${agent}": ${what}.`, cause === undefined ? {} : { cause });
}
