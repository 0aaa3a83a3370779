import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createActor } from 'xstate';
import { type ChildEvent, childMachine } from '../src/keeping/child-machine.ts';
import { RestartPolicy } from '../src/keeping/restart-policy.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A child that runs, with what its machine has asked for. */
function running(said: Partial<RestartPolicy> = {}) {
  const asked: string[] = [];
  const ask = (what: string) => () => void asked.push(what);
  const machine = childMachine.provide({
    actions: { spawn: ask('spawn'), end: ask('end'), tooSlow: ask('tooSlow'), tellQuarantine: ask('quarantine') },
  });
  const actor = createActor(machine, { input: RestartPolicy.parse(said) }).start();
  const send = (...events: ChildEvent[]) => {
    for (const event of events) actor.send(event);
    return actor.getSnapshot().value;
  };
  send({ type: 'ready' });
  return { asked, send, state: () => actor.getSnapshot().value };
}

const exit = (atMs = 0, more: Partial<Extract<ChildEvent, { type: 'exited' }>> = {}): ChildEvent => ({
  type: 'exited',
  atMs,
  inOrder: false,
  hopeless: false,
  ...more,
});

describe('what an end leads to (OTP, child specifications)', () => {
  test.each([
    ['permanent', false, 'backing-off'],
    ['permanent', true, 'backing-off'],
    ['transient', false, 'backing-off'],
    ['transient', true, 'ended'],
    ['temporary', false, 'ended'],
    ['temporary', true, 'ended'],
  ] as const)('%s, in order %s: %s', (restart, inOrder, state) => {
    expect(running({ restart }).send(exit(0, { inOrder }))).toBe(state);
  });

  test('more restarts than the intensity within the period lead to quarantine; spread out they do not', () => {
    const often = running({ intensity: 2, periodMs: 1_000 });
    for (const [atMs, state] of [
      [0, 'backing-off'],
      [10, 'backing-off'],
      [20, 'quarantined'],
    ] as const) {
      expect(often.send(exit(atMs))).toBe(state);
      jest.advanceTimersByTime(60_000);
      if (state === 'backing-off') expect(often.send({ type: 'ready' })).toBe('running');
    }
    expect(often.asked.at(-1)).toBe('quarantine');
    const seldom = running({ intensity: 2, periodMs: 1_000 });
    for (let atMs = 0; atMs < 20_000; atMs += 600) {
      expect(seldom.send(exit(atMs))).toBe('backing-off');
      jest.advanceTimersByTime(60_000);
      seldom.send({ type: 'ready' });
    }
  });

  test('an intensity of 0 restarts nothing, and what is hopeless is not tried again', () => {
    expect(running({ intensity: 0 }).send(exit())).toBe('quarantined');
    expect(running().send(exit(0, { hopeless: true }))).toBe('quarantined');
  });

  test('the pause doubles with each end in the period, up to its most, with a quarter of jitter', () => {
    const child = running({ intensity: 100, backOffMs: 100, backOffMsMax: 1_000 });
    for (const [end, meanMs] of [100, 200, 400, 800, 1_000, 1_000].entries()) {
      child.send(exit(end));
      jest.advanceTimersByTime(0.75 * meanMs - 1);
      expect(child.state()).toBe('backing-off');
      jest.advanceTimersByTime(0.5 * meanMs + 2);
      expect(child.state()).toBe('starting');
    }
  });
});

describe('an operator', () => {
  test('puts one that runs into quarantine, by way of its end, and takes it out', () => {
    const child = running();
    expect(child.send({ type: 'quarantine' })).toBe('leaving');
    expect(child.asked.at(-1)).toBe('end');
    expect(child.send(exit())).toBe('quarantined');
    expect(child.send({ type: 'resume' })).toBe('starting');
    expect(child.send({ type: 'ready' })).toBe('running');
  });

  test('takes one out of a quarantine of its own making with its ends forgotten', () => {
    const child = running({ intensity: 0 });
    child.send(exit());
    child.send({ type: 'resume' }, { type: 'ready' });
    expect(child.send(exit(1))).toBe('quarantined');
    const twice = running({ intensity: 1 });
    twice.send(exit(0));
    jest.advanceTimersByTime(60_000);
    expect(twice.send({ type: 'ready' }, exit(1))).toBe('quarantined');
    expect(twice.send({ type: 'resume' }, { type: 'ready' }, exit(2))).toBe('backing-off');
  });
});

describe('a stop', () => {
  const ways: readonly (readonly [string, readonly ChildEvent[], boolean])[] = [
    ['running', [], true],
    ['backing-off', [exit()], false],
    ['leaving', [{ type: 'quarantine' }], true],
    ['quarantined', [exit(0, { hopeless: true })], false],
  ];
  test.each(ways)('in %s ends in stopped, and the process first where there is one', (state, events, hasProcess) => {
    const child = running();
    if (events.length > 0) expect(child.send(...events)).toBe(state);
    expect(child.send({ type: 'stop' })).toBe(hasProcess ? 'stopping' : 'stopped');
    if (hasProcess) expect(child.send(exit())).toBe('stopped');
  });
});

test('one that does not say in time that it is ready is told to be too slow', () => {
  const child = running({ startMs: 1_000, backOffMs: 1, backOffMsMax: 1 });
  child.send(exit());
  jest.advanceTimersByTime(10);
  expect(child.state()).toBe('starting');
  jest.advanceTimersByTime(1_000);
  expect(child.asked.at(-1)).toBe('tooSlow');
});

test('resumed before it was gone, a quarantined child starts as soon as it is, and another quarantine undoes that', () => {
  const child = running();
  expect(child.send({ type: 'quarantine' }, { type: 'resume' })).toBe('returning');
  expect(child.send(exit())).toBe('starting');
  const again = running();
  expect(again.send({ type: 'quarantine' }, { type: 'resume' }, { type: 'quarantine' }, exit())).toBe('quarantined');
});
