export type { MemoryFaults } from './faults.ts';
export {
  createMemoryBroker,
  type MemoryBroker,
  type MemoryConnectOptions,
} from './memory-broker.ts';
export type { MemoryBrokerOptions } from './memory-server.ts';
export { createSimulatedClock, type SimulatedClock } from './simulated-clock.ts';
