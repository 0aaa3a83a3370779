// BM25 over the words of capabilities (Robertson and Zaragoza, 2009), divided by the best score the query could reach,
// so that it lies between 0 and 1 and can be added to a cosine. Documents come and go; the postings are laid out anew
// at the first score after a change, because adverts change seldom and are asked often.

import { termsOf } from './terms.ts';

const k1 = 1.2;
const b = 0.75;

interface Document {
  readonly length: number;
  readonly counts: ReadonlyMap<string, number>;
}

interface Posting {
  readonly idf: number;
  readonly positions: Int32Array;
  readonly weights: Float32Array;
}

/** What of the documents a query needs. Positions are those of the ids it was laid out for. */
export interface LexicalLayout {
  /** Adds `share * score` of each document to `scores`, at the document's position. */
  addScores(query: string, share: number, scores: Float32Array): void;
}

/** One document's words, counted. */
export function countTerms(texts: readonly string[]): Document {
  const counts = new Map<string, number>();
  let length = 0;
  for (const text of texts) {
    for (const term of termsOf(text)) {
      counts.set(term, (counts.get(term) ?? 0) + 1);
      length += 1;
    }
  }
  return { length, counts };
}

/** Postings of all documents with every weight computed; a document's position is its place in the list. */
export function layOutTerms(documents: readonly Document[]): LexicalLayout {
  const total = documents.length;
  const meanLength = Math.max(1, documents.reduce((sum, each) => sum + each.length, 0) / Math.max(1, total));
  const idfOf = (holders: number) => Math.log(1 + (total - holders + 0.5) / (holders + 0.5));
  const postings = new Map<string, Posting>();
  for (const [term, holders] of holdersByTerm(documents)) {
    const idf = idfOf(holders.length);
    const weights = Float32Array.from(holders, ({ position, count }) => {
      const { length } = documents[position]!;
      return (idf * count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / meanLength));
    });
    postings.set(term, { idf, positions: Int32Array.from(holders, (each) => each.position), weights });
  }
  const idfUnknown = idfOf(0);
  return {
    addScores(query, share, scores) {
      const terms = new Set(termsOf(query));
      let best = 0;
      for (const term of terms) best += (postings.get(term)?.idf ?? idfUnknown) * (k1 + 1);
      if (best === 0) return;
      for (const term of terms) {
        const posting = postings.get(term);
        if (posting === undefined) continue;
        const { positions, weights } = posting;
        for (let i = 0; i < positions.length; i += 1) scores[positions[i]!]! += (share * weights[i]!) / best;
      }
    },
  };
}

function holdersByTerm(documents: readonly Document[]): Map<string, { position: number; count: number }[]> {
  const holders = new Map<string, { position: number; count: number }[]>();
  for (const [position, { counts }] of documents.entries()) {
    for (const [term, count] of counts) {
      const known = holders.get(term);
      if (known === undefined) holders.set(term, [{ position, count }]);
      else known.push({ position, count });
    }
  }
  return holders;
}
