// The life of one child process, as a machine, drawn in docs/supervisor.md. It decides when to start again and when to
// put it into quarantine; the keeper owns the process itself.

import { assign, setup } from 'xstate';
import type { RestartPolicy } from './restart-policy.ts';

export type ChildEvent =
  | { readonly type: 'ready' }
  | {
      readonly type: 'exited';
      readonly atMs: number;
      /** With code 0 and without a signal. */
      readonly inOrder: boolean;
      /** Starting it again cannot mend why it ended. */
      readonly hopeless: boolean;
    }
  | { readonly type: 'stop' }
  | { readonly type: 'quarantine' }
  /** Out of quarantine, or out of an end that its policy does not mend. */
  | { readonly type: 'resume' };

interface ChildContext {
  readonly policy: RestartPolicy;
  /** When it ended within the period, oldest first. */
  readonly endsAtMs: readonly number[];
}

/** The ends that count at `atMs`, that one included. */
function endsWithin({ policy, endsAtMs }: ChildContext, atMs: number): readonly number[] {
  return [...endsAtMs.filter((each) => each > atMs - policy.periodMs), atMs];
}

// What an end leads to, wherever it was alive.
const afterAnEnd = [
  { guard: 'isLeftEnded', target: 'ended' },
  { guard: 'isTooOften', target: 'quarantined', actions: 'countEnd' },
  { target: 'backing-off', actions: 'countEnd' },
] as const;

export const childMachine = setup({
  types: {
    context: {} as ChildContext,
    input: {} as RestartPolicy,
    events: {} as ChildEvent,
    tags: {} as 'idle',
  },
  delays: {
    // Jitter, so that children that fell together do not start together.
    backOff: ({ context: { policy, endsAtMs } }) =>
      Math.min(policy.backOffMsMax, policy.backOffMs * 2 ** (endsAtMs.length - 1)) * (0.75 + Math.random() / 2),
    start: ({ context }) => context.policy.startMs,
  },
  guards: {
    isLeftEnded: ({ context: { policy }, event }) =>
      event.type === 'exited' &&
      !event.hopeless &&
      (policy.restart === 'temporary' || (policy.restart === 'transient' && event.inOrder)),
    isTooOften: ({ context, event }) =>
      event.type === 'exited' && (event.hopeless || endsWithin(context, event.atMs).length > context.policy.intensity),
  },
  actions: {
    countEnd: assign({
      endsAtMs: ({ context, event }) => (event.type === 'exited' ? endsWithin(context, event.atMs) : context.endsAtMs),
    }),
    forgetEnds: assign({ endsAtMs: [] }),
    spawn: () => undefined,
    end: () => undefined,
    tooSlow: () => undefined,
    tellQuarantine: () => undefined,
  },
}).createMachine({
  id: 'child',
  context: ({ input }) => ({ policy: input, endsAtMs: [] }),
  initial: 'starting',
  states: {
    starting: {
      entry: 'spawn',
      after: { start: { actions: 'tooSlow' } },
      on: { ready: 'running', exited: afterAnEnd, stop: 'stopping', quarantine: 'leaving' },
    },
    running: { on: { exited: afterAnEnd, stop: 'stopping', quarantine: 'leaving' } },
    'backing-off': {
      after: { backOff: 'starting' },
      on: { stop: 'stopped', quarantine: 'quarantined', resume: 'starting' },
    },
    leaving: { entry: 'end', on: { exited: 'quarantined', stop: 'stopping', resume: 'returning' } },
    // Resumed before it was gone: it starts as soon as it is.
    returning: {
      on: {
        exited: { target: 'starting', actions: 'forgetEnds' },
        stop: 'stopping',
        quarantine: 'leaving',
      },
    },
    quarantined: {
      tags: 'idle',
      entry: 'tellQuarantine',
      on: { stop: 'stopped', resume: { target: 'starting', actions: 'forgetEnds' } },
    },
    ended: {
      tags: 'idle',
      on: { stop: 'stopped', quarantine: 'quarantined', resume: { target: 'starting', actions: 'forgetEnds' } },
    },
    stopping: { entry: 'end', on: { exited: 'stopped' } },
    stopped: { type: 'final' },
  },
});
