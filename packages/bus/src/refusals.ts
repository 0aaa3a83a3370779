// The errors that both doors say alike, so that a test in memory reads what production would say.

import { BusError } from './errors.ts';

export function closedError(what: string): BusError {
  return new BusError('closed', `the connection is closed (${what}): connect again`);
}

export function disconnectedError(what: string): BusError {
  return new BusError('disconnected', `the server is out of reach (${what}): it is being reconnected to, try again`);
}

export function tooLargeError(subject: string, bytes: number, limit: number): BusError {
  return new BusError(
    'payload-too-large',
    `${bytes} bytes for ${subject}, the server takes ${limit}: send less at once`,
  );
}
