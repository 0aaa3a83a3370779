export { BrokerError, type BrokerErrorCode, storageError } from './errors.ts';
export {
  type FindServerOptions,
  findNatsServer,
  findOrInstallNatsServer,
  type InstallServerOptions,
} from './find-server.ts';
export type { Environment, FoundServer } from './ladder/rung.ts';
export { findFreePort } from './ports.ts';
export { jetStreamRoundTrip, type ServerAnswer } from './round-trip.ts';
export { type Broker, type BrokerExit, type BrokerOptions, startBroker } from './start-broker.ts';
export type { ServerExit } from './watched-server.ts';
