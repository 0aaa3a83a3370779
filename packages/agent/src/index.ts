export {
  type CapabilityDefinition,
  defineCapability,
  type HeardSignal,
  type OfferedBid,
  type Outcome,
} from '@parley/mesh';
export type { AgentMesh, BidContext, PerformContext, StartContext } from './context.ts';
export {
  type AgentDefinition,
  type AgentFactory,
  type AgentOptions,
  type Capability,
  capability,
  defineAgent,
  type Offer,
  type Refusal,
} from './definition.ts';
export { type RunningAgent, type RunOptions, runAgent } from './run-agent.ts';
export { type RunAgentsOptions, type RunningAgents, runAgents } from './run-agents.ts';
export { TaskFailure } from './task-failure.ts';
