// What the experiments draw by a seed, so that each can be repeated.

import { seededRandom } from '../run/random.ts';

/** The id of a conversation decides between equals: of the same seed and task it is the same. */
export function conversationOf(seed: number, task: number): string {
  const random = seededRandom(seed * 100_003 + task);
  return Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** Of mean 0 and deviation 1; Box and Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
