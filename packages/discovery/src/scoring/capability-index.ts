// Capabilities of one vector space, laid out for scoring: their vectors in one index, their words in postings. Whoever
// adds ids decides what they stand for; it knows no agents and no adverts. A change costs little and the layout is made
// at the next score, because adverts change seldom and are asked often.

import { createVectorIndex } from '@parley/embeddings';
import { countTerms, type LexicalLayout, layOutTerms } from './lexical-index.ts';

/** Everything a score needs, by position. */
interface IndexLayout {
  readonly ids: readonly string[];
  /** How many vectors each capability has. */
  readonly counts: Int32Array;
  /** The capability's position of each vector, in the order of the vector index's scores. */
  readonly owners: Int32Array;
  /** Each has one vector, at its own position: then its score needs no sums. */
  readonly isOneEach: boolean;
  readonly lexical: LexicalLayout;
}

export interface CapabilityIndex {
  readonly dims: number;
  readonly size: number;
  has(id: string): boolean;
  /**
   * Adds a capability, or replaces the one with this id. `texts` are all its words, `vectors` of norm 1, at least one.
   * Throws EmbeddingError `bad-vector` on a wrong length or a number that is not finite.
   */
  add(id: string, texts: readonly string[], vectors: readonly Float32Array[]): void;
  remove(id: string): boolean;
  layout(): IndexLayout;
  /** Every vector's dot product with `vector`, in the order of `layout().owners`. */
  products(vector: Float32Array): Float32Array;
}

/** An empty index of vectors of `dims` numbers. */
export function createCapabilityIndex(dims: number): CapabilityIndex {
  const vectors = createVectorIndex(dims);
  const capabilities = new Map<string, { words: ReturnType<typeof countTerms>; vectorIds: string[] }>();
  const ownerOf = new Map<string, string>();
  let laidOut: IndexLayout | undefined;

  const remove = (id: string): boolean => {
    const known = capabilities.get(id);
    if (known === undefined) return false;
    for (const vectorId of known.vectorIds) {
      vectors.remove(vectorId);
      ownerOf.delete(vectorId);
    }
    laidOut = undefined;
    return capabilities.delete(id);
  };

  const layOut = (): IndexLayout => {
    const ids = [...capabilities.keys()];
    const position = new Map(ids.map((id, at) => [id, at]));
    const all = [...capabilities.values()];
    const owners = Int32Array.from(vectors.ids, (vectorId) => position.get(ownerOf.get(vectorId)!)!);
    return {
      ids,
      counts: Int32Array.from(all, (each) => each.vectorIds.length),
      owners,
      isOneEach: owners.length === ids.length && owners.every((owner, at) => owner === at),
      lexical: layOutTerms(all.map((each) => each.words)),
    };
  };

  return {
    dims,
    get size() {
      return capabilities.size;
    },
    has: (id) => capabilities.has(id),
    add(id, texts, given) {
      if (given.length === 0) throw new RangeError(`The capability "${id}" needs at least one vector.`);
      remove(id);
      const vectorIds = given.map((_, i) => `${id}\n${i}`);
      capabilities.set(id, { words: countTerms(texts), vectorIds });
      laidOut = undefined;
      try {
        for (const [i, vector] of given.entries()) vectors.add(vectorIds[i]!, vector);
      } catch (thrown) {
        remove(id);
        throw thrown;
      }
      for (const vectorId of vectorIds) ownerOf.set(vectorId, id);
    },
    remove,
    layout() {
      laidOut ??= layOut();
      return laidOut;
    },
    products: (vector) => vectors.scores(vector),
  };
}
