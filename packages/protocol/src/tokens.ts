// Tokens: what may stand between two dots of a subject. Names of meshes, agents, instances and capabilities, and ids.

import { z } from 'zod';
import { ParleyError } from './errors.ts';

const token = /^[a-z0-9_-]{1,63}$/;

/** A subject token: `[a-z0-9_-]`, 1 to 63 characters. */
export const Token = z.string().regex(token, 'a token of a-z, 0-9, _ and -, 1 to 63 characters');

/** Who sent a message: `agent/instance`, or `client/id` for a caller that is no agent. */
export const Address = z.string().regex(/^[a-z0-9_-]{1,63}\/[a-z0-9_-]{1,63}$/, 'agent/instance');

/** @throws ParleyError `bad-token`, naming what it was to be */
export function assertToken(value: string, what: string): string {
  if (isToken(value)) return value;
  throw new ParleyError('bad-token', `"${value}" cannot be ${what}: use a-z, 0-9, _ and -, 1 to 63 characters.`);
}

// Called with whatever a program without types passes: `undefined` must not become the token "undefined".
export function isToken(value: string): boolean {
  return typeof value === 'string' && token.test(value);
}

/** `agent/instance` */
export function addressOf(agent: string, instance: string): string {
  return `${agent}/${instance}`;
}

/** The two parts of an address. */
export function partsOfAddress(address: string): { agent: string; instance: string } {
  const slash = address.indexOf('/');
  return { agent: address.slice(0, slash), instance: address.slice(slash + 1) };
}
