export { assign, type ClearedBid, type ClearedTask } from './assign.ts';
export {
  type Bid,
  type Choice,
  type ChoiceTerms,
  chooseBid,
  type IneligibleBid,
  type IneligibleCode,
  type ScoreBid,
  type ScoredBid,
  type Weights,
} from './choose.ts';
export type { Outgoing } from './commands.ts';
export { Pace } from './contract/pace.ts';
export { Driver, type RoleLogic } from './driver.ts';
export type {
  AskCaller,
  CallBidders,
  InitiatorCommand,
  OfferedBid,
  SendToBidder,
  VerifyResult,
} from './initiator/commands.ts';
export type {
  AnswerGiven,
  AttemptCause,
  BoardRow,
  Candidate,
  ConversationEvent,
  FromParticipant,
  InitiatorEvent,
  InitiatorTimer,
  MissedCandidate,
  Nearest,
  RevisedTerms,
  ShortlistResult,
  Unstamped,
  Verdict,
} from './initiator/events.ts';
export { initiatorLogic, stepInitiator } from './initiator/index.ts';
export type { AttemptReport, BidderReport, Settlement, SettlementType, Tried } from './initiator/settlement.ts';
export { type InitiatorInput, type InitiatorState, initialState } from './initiator/state.ts';
export type {
  BidResult,
  ParticipantCommand,
  ParticipantEnd,
  ParticipantEvent,
  ParticipantTimer,
  PerformResult,
  ToInitiator,
} from './participant/events.ts';
export { participantLogic, stepParticipant } from './participant/index.ts';
export type { ParticipantPhase, ParticipantState } from './participant/state.ts';
export { credibilityOf } from './reputation/credibility.ts';
export { averageOf, type Estimate, estimate, type Report } from './reputation/estimate.ts';
export { type Evidence, nothingSeen, type Sight, together, withSight } from './reputation/evidence.ts';
export { type Preference, preferences, weightsFor } from './weights.ts';
