export type { AdvertKeeper } from './adverts/keep-adverts.ts';
export type { PublishAdvertsOptions } from './adverts/publish-adverts.ts';
export { publishAdverts } from './adverts/publish-adverts.ts';
export { removeAdverts } from './adverts/remove-adverts.ts';
export type { CapabilityDescription, MeaningfulText } from './capability.ts';
export { schemaHashOf, textHashOf, textsOf } from './capability.ts';
export type { AnnouncePresenceOptions, PresenceAnnouncer } from './presence/announce-presence.ts';
export { announcePresence } from './presence/announce-presence.ts';
export { publishDown } from './presence/publish-down.ts';
export type { PresenceWatch, PresentInstance, WatchPresenceOptions } from './presence/watch-presence.ts';
export { watchPresence } from './presence/watch-presence.ts';
export type { Problem } from './problem.ts';
export type { AdvertisedCapability } from './replica/grouped.ts';
export type { OpenReplicaOptions, Replica } from './replica/replica.ts';
export { openReplica } from './replica/replica.ts';
export type { CapabilityIndex } from './scoring/capability-index.ts';
export { createCapabilityIndex } from './scoring/capability-index.ts';
export type { CapabilityScores, ScoredQuery } from './scoring/score-capabilities.ts';
export { scoreCapabilities, topOf } from './scoring/score-capabilities.ts';
export type { EmbeddingServiceOptions } from './service/embedding-service.ts';
export { startEmbeddingService } from './service/embedding-service.ts';
export type { MeshEmbedder, MeshEmbedderOptions } from './service/mesh-embedder.ts';
export { createMeshEmbedder } from './service/mesh-embedder.ts';
export { type MissedCapabilities, type MissedCapability, missedBy } from './shortlist/missed.ts';
export type {
  NearestCapability,
  ShortlistAnswer,
  ShortlistCandidate,
  ShortlistOptions,
  ShortlistQuery,
} from './shortlist/question.ts';
export { shortlist } from './shortlist/shortlist.ts';
export { calibrate, calibrationSet, thresholdOf } from './threshold/calibrate.ts';
export { thresholdFor } from './threshold/threshold-for.ts';
