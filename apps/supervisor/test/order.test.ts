import { describe, expect, test } from '@jest/globals';
import { parseOrder } from '../src/order.ts';

const least = { servers: 'nats://127.0.0.1:4222', mesh: 'default', root: '/workspace' };
const parse = (more: object) => parseOrder(JSON.stringify({ ...least, ...more }));

describe("the supervisor's order", () => {
  test('leaves what is not said to the defaults', () => {
    expect(parse({})).toEqual({
      ...least,
      config: {},
      watch: false,
      restart: {
        restart: 'permanent',
        intensity: 5,
        periodMs: 60_000,
        backOffMs: 200,
        backOffMsMax: 10_000,
        startMs: 30_000,
      },
      shutdownMs: 14_000,
      memoryMbMax: 512,
      hungMs: 10_000,
      health: { host: '127.0.0.1', port: 0 },
    });
    expect(parse({ shutdownMs: 500 }).shutdownMs).toBe(500);
  });

  test.each([
    ['shutdownMs', 0],
    ['shutdownMs', -1],
    ['shutdownMs', 1.5],
    ['shutdownMs', '5s'],
    ['shutdownMs', null],
    ['shutdownMs', 600_001],
    ['mesh', 'No Token'],
    ['restart', { intensity: -1 }],
    ['restart', { restart: 'sometimes' }],
    ['memoryMbMax', 1],
    ['health', { port: 70_000 }],
    ['restart', { startMs: 0 }],
  ])('with %s %j is refused and says what is wrong with which field', (field, value) => {
    const failure = expect.objectContaining({ code: 'bad-options', message: expect.stringMatching(field) });
    expect(() => parse({ [field]: value })).toThrow(failure);
  });

  test('that is no JSON is refused', () => {
    expect(() => parseOrder('up!')).toThrow(expect.objectContaining({ code: 'bad-options' }));
  });
});
