export type {
  AttemptReport,
  Bid,
  BidderReport,
  BoardRow,
  Candidate,
  ConversationEvent,
  Nearest,
  OfferedBid,
  Preference,
  ScoreBid,
  SettlementType,
  Tried,
} from '@parley/contract-net';
export { preferences } from '@parley/contract-net';
export { type AgreementOptions, agreement } from './agreement.ts';
export type { Asking } from './ask.ts';
export type { Above, AskOptions, Choice } from './ask-options.ts';
export type { BundleOptions, BundleOutcome, BundlePart } from './bundle.ts';
export { type CapabilityDefinition, defineCapability, describeCapability, type Hints } from './capability.ts';
export { type ConnectOptions, connect, type Mesh } from './connect.ts';
export type { ContractEvent, StandingContract } from './contract/contract.ts';
export type { ContractOptions } from './contract/contract-options.ts';
export type { Holder } from './contract/lease.ts';
export type { ControlAnswer, ControlOptions } from './control.ts';
export { explain } from './explain.ts';
export { messageIds, newConversationId, newInstanceId } from './ids.ts';
export type { InstanceReport } from './instances.ts';
export { invalidReport } from './invalid.ts';
export { createNarrator, durationText, type NarratedLine, type Tone } from './narrate.ts';
export { foldedLine } from './narrate-fold.ts';
export { narrateOutcome } from './narrate-outcome.ts';
export type { Outcome } from './outcome.ts';
export type { Question, Questions } from './questions.ts';
export type { RecordMode } from './recording.ts';
export { type Revise, type Revision, underbid } from './revising.ts';
export type { HeardSignal, Told } from './signals.ts';
export type { Delivered, Verified, Verify } from './verification.ts';
