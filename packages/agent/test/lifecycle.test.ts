import { describe, expect, test } from '@jest/globals';
import { lifecycleStates } from '@parley/protocol';
import { createActor } from 'xstate';
import { type LifecycleEvent, lifecycleMachine, refusalIn } from '../src/lifecycle.ts';

const events = ['ready', 'full', 'free', 'drain', 'resume', 'stop'] as const satisfies LifecycleEvent['type'][];
type State = (typeof lifecycleStates)[number];

/** Where each event leads from each state; what is not named changes nothing. */
const table: Record<State, Partial<Record<LifecycleEvent['type'], State>>> = {
  starting: { ready: 'available', drain: 'draining', stop: 'stopped' },
  available: { full: 'saturated', drain: 'draining', stop: 'stopped' },
  saturated: { free: 'available', drain: 'draining', stop: 'stopped' },
  draining: { resume: 'available', stop: 'stopped' },
  stopped: {},
};

/** How to get into each state. */
const wayTo: Record<State, LifecycleEvent['type'][]> = {
  starting: [],
  available: ['ready'],
  saturated: ['ready', 'full'],
  draining: ['ready', 'drain'],
  stopped: ['stop'],
};

describe('the lifecycle of an instance', () => {
  const rows = lifecycleStates.flatMap((state) => events.map((event) => [state, event] as const));
  test.each(rows)('in %s, "%s" leads where the table says', (state, event) => {
    const actor = createActor(lifecycleMachine).start();
    for (const step of wayTo[state]) actor.send({ type: step });
    expect(actor.getSnapshot().value).toBe(state);
    actor.send({ type: event });
    expect(actor.getSnapshot().value).toBe(table[state][event] ?? state);
  });

  test('takes a call only while it is available, and says why in every other state', () => {
    const refusals = lifecycleStates.map((state) => refusalIn(state)?.code);
    expect(Object.fromEntries(lifecycleStates.map((state, i) => [state, refusals[i]]))).toEqual({
      starting: 'draining',
      available: undefined,
      saturated: 'saturated',
      draining: 'draining',
      stopped: 'draining',
    });
  });
});
