// The interface everything above embeddings is written against: text in, unit vectors out, and an honest word about
// which model made them. It refuses to know where the model runs: a worker thread, a child process, or another host.

/** How a model arrives at a vector: by attention over the words, by a table of words, or by their letters. */
export type EmbedderKind = 'neural' | 'static' | 'lexical';

/** What an embedder really is; never what somebody configured and did not get. */
export interface EmbedderInfo {
  /** `model:dtype:pooling:<first 12 hex digits of the weights' sha256>`. Vectors of different spaces are never compared. */
  readonly space: string;
  readonly model: string;
  /** Length of every vector. */
  readonly dims: number;
  readonly kind: EmbedderKind;
  /** True where this is a stand-in for a better embedder that could not be had; `reason` then says why. */
  readonly degraded: boolean;
  readonly reason?: string;
  /** What computes: a package such as `@huggingface/transformers`, or the name of a service. */
  readonly loader: string;
}

export interface EmbedOptions {
  /** Gives up the call: it rejects with `aborted`, and texts not yet at the model are not embedded. */
  readonly signal?: AbortSignal;
}

/** Text to vectors. */
export interface Embedder {
  readonly info: EmbedderInfo;

  /** Resolves when the model is loaded; rejects with an `EmbeddingError` that says why it cannot be. */
  ready(): Promise<void>;

  /**
   * One vector a text, in order: `info.dims` finite numbers of Euclidean norm 1.
   * Rejects as a whole with an `EmbeddingError` (`empty-text`, `bad-vector`, `busy`, `timeout`, ...).
   */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;

  /** Frees the model. Calls under way reject with `closed`; calls after it as well. */
  close(): Promise<void>;
}
