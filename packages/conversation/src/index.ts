export { type Entry, entryId, meshPage, type Writer, writerKinds } from './batch.ts';
export type { BoardRow, BodyOf, Candidate, EntryType, Missed, Weights } from './bodies.ts';
export { EntryBody } from './bodies.ts';
export { type CapabilitySchemas, withheldMark } from './content.ts';
export type { Undecodable } from './decode-batch.ts';
export { explainConversation } from './explain-conversation.ts';
export { type Followed, type FollowOptions, followConversation } from './follow.ts';
export { type ConversationList, type ConversationSummary, type ListOptions, listConversations } from './list.ts';
export { type ReadOptions, readConversation } from './read.ts';
export type { Term, WhyNotReason } from './reason.ts';
export { createRecorder } from './recorder.ts';
export { type Recorder, type RecorderOptions, type RecorderStats, recorderDefaults } from './recorder-options.ts';
export { type RenderOptions, renderTimeline } from './render-timeline.ts';
export { secretMark } from './secrets.ts';
export { type SettlementFacts, settledEntry } from './settled-entry.ts';
export { type UsageOptions, type UsageRow, usageOf } from './usage.ts';
export type {
  AttemptView,
  BidderView,
  BoardView,
  ConversationState,
  ConversationView,
  RecordGaps,
  RerouteView,
  RoundView,
} from './view.ts';
export { viewOfEvents } from './view-of-events.ts';
export type { WinningOffer } from './what-wins.ts';
export { type WhyNot, whyNot } from './why-not.ts';
export { duration, lineOf, mappingText, type TextLine, type Tone } from './words.ts';
