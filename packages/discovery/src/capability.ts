// What an agent says of one capability, and the two things that follow from it: the hash that makes two definitions the
// same capability, and the texts whose vectors stand for its meaning. It knows nothing of instances, buckets or models.

import { createHash } from 'node:crypto';
import { normaliseText } from '@parley/embeddings';
import type { CapabilityAdvert } from '@parley/protocol';
import { canonicalJson } from './canonical-json.ts';

/** One capability as its agent describes it; `input` and `output` are JSON Schemas. */
export interface CapabilityDescription {
  readonly name: string;
  readonly description: string;
  readonly examples: readonly string[];
  readonly tags: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
  readonly hints: CapabilityAdvert['hints'];
  /** Tells versions of one capability apart, for whoever wants a certain one. */
  readonly version?: string;
}

/** The part of a definition that carries its meaning. */
export type MeaningfulText = Pick<CapabilityDescription, 'name' | 'description' | 'examples'>;

/**
 * The first 16 hex digits of the sha256 of name, input and output as canonical JSON: equal for equal definitions,
 * whatever the order of their keys.
 */
export function schemaHashOf(name: string, input: unknown, output: unknown): string {
  return sha256(canonicalJson({ name, input, output })).slice(0, 16);
}

/**
 * The texts a capability's vectors stand for: its name in words with its description, then one an example. A
 * description that begins with the name's words is not given them twice.
 */
export function textsOf(capability: MeaningfulText): string[] {
  const words = capability.name.replace(/[-_]+/g, ' ').trim();
  const description = normaliseText(capability.description);
  const begins = description.toLowerCase().startsWith(words.toLowerCase());
  return [begins ? description : `${words}. ${description}`, ...capability.examples.map(normaliseText)];
}

/** The hash under which an advert names a text: 16 hex digits of the sha256 of the normalised text. */
export function textHashOf(text: string): string {
  return sha256(normaliseText(text)).slice(0, 16);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
