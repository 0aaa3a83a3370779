import { describe, expect, test } from '@jest/globals';
import { Cfp, defaults, limits, Presence } from '../src/index.ts';

describe('limits and defaults agree', () => {
  test('every limit is a positive whole number', () => {
    for (const [name, value] of Object.entries(limits)) {
      expect([name, Number.isInteger(value) && value > 0]).toEqual([name, true]);
    }
  });

  test('no default is above its limit', () => {
    expect(Math.max(...defaults.shortlistSizes)).toBeLessThanOrEqual(limits.shortlistMax);
    expect(limits.shortlistMax).toBeLessThanOrEqual(limits.bidsMax);
    expect(defaults.withinMs).toBeLessThanOrEqual(limits.withinMsMax);
    expect(defaults.hops).toBeLessThanOrEqual(limits.hopsMax);
    expect(defaults.attempts).toBeLessThanOrEqual(limits.attemptsMax);
    expect(defaults.mailbox).toBeLessThanOrEqual(limits.mailboxMax);
    expect(defaults.slots).toBeLessThanOrEqual(limits.slotsMax);
  });

  test('the call widens and never narrows', () => {
    expect([...defaults.shortlistSizes].sort((a, b) => a - b)).toEqual([...defaults.shortlistSizes]);
  });

  test('a bid outlives the window in which it is weighed, and a heartbeat an advert', () => {
    expect(defaults.bidValidForMs).toBeGreaterThan(defaults.bidWindowMs + defaults.agreeDeadlineMs);
    expect(defaults.bidValidForMs).toBeGreaterThan(1.5 * defaults.progressDeadlineMs);
    expect(defaults.beatMs).toBeLessThan(defaults.advertTtlMs / 3);
    expect(defaults.bidWindowMs + defaults.agreeDeadlineMs).toBeLessThan(defaults.withinMs);
  });

  test('as many calls may be made as attempts and widenings can ask for', () => {
    expect(limits.roundsMax).toBeGreaterThanOrEqual(limits.attemptsMax + defaults.shortlistSizes.length);
    const cfp = { capability: 'pay', intent: 'x', limits: { withinMs: 1 }, path: [], hopsLeft: 0 };
    expect(Cfp.safeParse({ ...cfp, round: limits.roundsMax }).success).toBe(true);
    expect(Cfp.safeParse({ ...cfp, round: limits.roundsMax + 1 }).success).toBe(false);
  });

  test('an example a vector, and one vector for the description', () => {
    expect(limits.vectorsMax).toBe(limits.examplesMax + 1);
  });

  test('the largest award fits into a message: input, what earlier attempts left, and their words', () => {
    const words = limits.attemptsMax * limits.textCharactersMax * 3;
    expect(limits.inputBytesMax + limits.partialsBytesMax + words).toBeLessThan(limits.payloadBytesMax);
  });

  test('the weights sum to 1', () => {
    const { price, time, reliability, quality } = defaults.weights;
    expect(price + time + reliability + quality).toBeCloseTo(1, 12);
    expect(defaults.preferredWeight).toBeLessThan(1);
  });

  test('an instance of default size describes itself', () => {
    const load = { working: 0, held: 0, slots: defaults.slots };
    expect(Presence.safeParse({ state: 'available', load, pid: 1, space: 's' }).success).toBe(true);
  });
});
