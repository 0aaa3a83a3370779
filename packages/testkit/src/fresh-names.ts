// Names and ports that nobody else has, so that tests can share a server and run at once.

import { randomBytes } from 'node:crypto';
import { findFreePort } from '@parley/broker';

/** A mesh name no other test has: a valid subject token, such as `test-1f3a09c2b7d4`. */
export function freshMeshName(prefix = 'test'): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}

/** A port of loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return findFreePort('127.0.0.1');
}
