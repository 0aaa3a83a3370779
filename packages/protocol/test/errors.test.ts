import { describe, expect, test } from '@jest/globals';
import { EmbedReply, messageOf, ParleyError, WireError } from '../src/index.ts';

describe('an error says what to do and survives the wire', () => {
  test('it is retryable exactly where its action is to retry', () => {
    expect(new ParleyError('no-broker', 'Start one.')).toMatchObject({ action: 'retry', retryable: true });
    expect(new ParleyError('bad-intent', 'Say more.')).toMatchObject({ action: 'ask', retryable: false });
    expect(new ParleyError('wrong-schema', 'No.')).toMatchObject({ action: 'give-up', retryable: false });
  });

  test('it keeps its cause and its details', () => {
    const cause = new Error('below');
    const error = new ParleyError('internal', 'above', { cause, details: { at: 1 } });
    expect(error.cause).toBe(cause);
    expect(error.details).toEqual({ at: 1 });
    expect('cause' in new ParleyError('internal', 'alone')).toBe(false);
  });

  test('a long text is cut to what the wire takes', () => {
    const wire = new ParleyError('internal', 'x'.repeat(9_000)).toWire();
    expect(WireError.safeParse(JSON.parse(JSON.stringify(wire))).success).toBe(true);
    expect(EmbedReply.safeParse({ v: 1, error: wire }).success).toBe(true);
  });

  test('whatever was thrown has one line of text', () => {
    expect([messageOf(new Error('a')), messageOf('b'), messageOf(undefined)]).toEqual(['a', 'b', 'undefined']);
  });
});
