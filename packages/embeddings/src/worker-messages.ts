// What is said between the embedder and its worker, over a thread's port or a child process's pipe. Data only: both
// sides import these types and nothing of each other.

import type { EmbeddingErrorCode } from './errors.ts';
import type { ResolvedModel } from './resolve-model.ts';

/** The packages that can run a model. */
export type LoaderName = '@huggingface/transformers' | '@xenova/transformers';

export type ToWorker =
  | {
      readonly type: 'load';
      readonly model: ResolvedModel;
      readonly loader: LoaderName;
      readonly loaderDir?: string | undefined;
    }
  /** Texts are prepared: never empty, never longer than the limit. */
  | { readonly type: 'embed'; readonly batch: number; readonly texts: readonly string[] }
  /** Finish what is under way and end. */
  | { readonly type: 'leave' };

export type FromWorker =
  | { readonly type: 'loaded'; readonly loadMs: number }
  /** The model cannot be loaded, now or by trying again. */
  | { readonly type: 'load-failed'; readonly code: EmbeddingErrorCode; readonly message: string }
  /** One row a text, in order, raw: not yet of unit norm, and not yet checked. */
  | { readonly type: 'embedded'; readonly batch: number; readonly rows: readonly Float32Array[] }
  | { readonly type: 'embed-failed'; readonly batch: number; readonly message: string };
