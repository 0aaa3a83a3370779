export { Advert, AdvertVector, advertKey, CapabilityAdvert } from './advert.ts';
export {
  AcceptProposal,
  Agree,
  Answer,
  Cancel,
  Cfp,
  ContractTerms,
  Control,
  Down,
  EarlierAnswer,
  EarlierAttempt,
  Failure,
  Fit,
  InformProgress,
  InformResult,
  type LifecycleState,
  lifecycleStates,
  Mapping,
  NotUnderstood,
  Presence,
  Propose,
  Query,
  Refuse,
  RejectProposal,
  Renew,
  Request,
  Revision,
  Revoke,
  refusalCodes,
  rejectionCodes,
  Signal,
} from './bodies.ts';
export { type Decoded, type DecodeError, type DecodeErrorCode, decode, encode, jsonBytes } from './codec.ts';
export { EmbedReply, EmbedRequest } from './embedding.ts';
export { type ErrorAction, type ErrorCode, messageOf, ParleyError, WireError } from './errors.ts';
export { defaults, limits } from './limits.ts';
export { Message, type MessageOf, type Performative, performatives, protocolVersion } from './message.ts';
export { addMoney, compareMoney, Money, money, ratioOfMoney, scaleMoney, subtractMoney } from './money.ts';
export { type EvidenceKey, evidenceKey, parseEvidenceKey, StoredEvidence } from './reputation.ts';
export { buckets, streams } from './stores.ts';
export {
  type Act,
  acts,
  type ParsedSubject,
  type PresenceKind,
  parseSubject,
  presenceKinds,
  type Subjects,
  subjects,
} from './subjects.ts';
export { tieBreak, tieBreaker } from './tie-break.ts';
export { Address, addressOf, assertToken, isToken, partsOfAddress, Token } from './tokens.ts';
