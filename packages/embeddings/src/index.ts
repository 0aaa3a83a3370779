export { bestOf, type Neighbour } from './best-of.ts';
export {
  bundledModels,
  defaultModelName,
  type ModelDtype,
  type ModelManifest,
  type ModelPooling,
} from './bundled-models.ts';
export { type CacheOptions, cached } from './cached-embedder.ts';
export type { Clock } from './clock.ts';
export type { Embedder, EmbedderInfo, EmbedderKind, EmbedOptions } from './embedder.ts';
export { EmbeddingError, type EmbeddingErrorCode } from './errors.ts';
export { normaliseText, prepareText, textCharactersMax, textTokensMax } from './normalise-text.ts';
export { dequantise, type QuantisedVector, quantise } from './quantise.ts';
export { type ResolvedModel, type ResolveModelOptions, resolveModel } from './resolve-model.ts';
export { spaceOf, spaceToken } from './space.ts';
export { createVectorIndex, type VectorIndex } from './vector-index.ts';
export { cosine, dot, unitVector } from './vectors.ts';
export type { OpenChannel, WorkerChannel, WorkerChannelHandlers } from './worker-channel.ts';
export { createWorkerEmbedder, type WorkerEmbedderOptions, workerEmbedderDefaults } from './worker-embedder.ts';
export type { WorkerEvent } from './worker-lifecycle.ts';
export type { LoaderName } from './worker-messages.ts';
