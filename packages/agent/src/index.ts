export type { CapabilityDefinition } from '@parley/mesh';
export { defineCapability } from '@parley/mesh';
export type { BidContext, PerformContext } from './context.ts';
export {
  type AgentDefinition,
  type AgentOptions,
  type Capability,
  capability,
  defineAgent,
  type Offer,
  type Refusal,
} from './definition.ts';
export { type RunningAgent, type RunOptions, runAgent } from './run-agent.ts';
export { TaskFailure } from './task-failure.ts';
