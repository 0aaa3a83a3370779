// What the client library throws, said in the bus's words. It knows the library's codes and nothing of JetStream's.

import { ErrorCode } from 'nats';
import { BusError, type BusErrorCode } from '../errors.ts';

const codes: Readonly<Record<string, BusErrorCode>> = {
  [ErrorCode.Timeout]: 'timeout',
  [ErrorCode.NoResponders]: 'no-responders',
  [ErrorCode.Disconnect]: 'disconnected',
  [ErrorCode.ConnectionClosed]: 'closed',
  [ErrorCode.ConnectionDraining]: 'closed',
  [ErrorCode.ConnectionRefused]: 'unreachable',
  [ErrorCode.ConnectionTimeout]: 'unreachable',
  [ErrorCode.MaxPayloadExceeded]: 'payload-too-large',
  [ErrorCode.BadSubject]: 'bad-subject',
  [ErrorCode.BadHeader]: 'bad-header',
  [ErrorCode.PermissionsViolation]: 'permission-denied',
  [ErrorCode.AuthorizationViolation]: 'permission-denied',
  [ErrorCode.BadAuthentication]: 'permission-denied',
  [ErrorCode.AuthenticationExpired]: 'permission-denied',
  [ErrorCode.AccountExpired]: 'permission-denied',
  [ErrorCode.AuthenticationTimeout]: 'permission-denied',
};

/** The bus's code for one of the library's; what it has no word for is a lost connection. */
export function busCode(libraryCode: string): BusErrorCode {
  return codes[libraryCode] ?? 'disconnected';
}

/** Any error as a BusError whose message begins with `what`. */
export function toBusError(error: unknown, what: string): BusError {
  if (error instanceof BusError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  return new BusError(busCode(code), `${what}: ${message}`, { cause: error });
}
