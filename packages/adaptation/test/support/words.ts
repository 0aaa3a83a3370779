// An embedder that knows letters only, so that a test says which similarities it means: texts it is told are alike have the
// cosine it is told, and all others none.

import type { Embedder } from '@parley/embeddings';

const dims = 64;

/** `alike` maps a text to the axis it shares with others. */
export function axisEmbedder(alike: Readonly<Record<string, number>> = {}): Embedder & { readonly asked: string[] } {
  const asked: string[] = [];
  const own = new Map<string, number>();
  return {
    asked,
    info: { space: 'axes', model: 'axes', dims, kind: 'lexical', degraded: true, loader: 'test' },
    ready: async () => undefined,
    close: async () => undefined,
    embed: async (texts) =>
      texts.map((text) => {
        asked.push(text);
        const axis = alike[text] ?? own.get(text) ?? dims - 1 - own.size;
        if (alike[text] === undefined) own.set(text, axis);
        const vector = new Float32Array(dims);
        vector[axis] = 1;
        return vector;
      }),
  };
}
