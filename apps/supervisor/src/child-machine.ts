// The life of one child process, as a machine. It decides when to start again and when to give up; the keeper owns the
// process itself.
//
//   starting -> running -> backing-off -> starting ...      given-up after too many exits in a row
//                     any -> stopping -> stopped

import { assign, setup } from 'xstate';

export type ChildEvent =
  | { readonly type: 'ready' }
  /** `hopeless` where starting it again cannot mend why it ended. */
  | { readonly type: 'exited'; readonly hopeless: boolean }
  | { readonly type: 'stop' };

export interface ChildLimits {
  /** The pause before the first restart; it doubles with every exit in a row. */
  readonly backOffMs: number;
  readonly backOffMsMax: number;
  /** Exits in a row after which it is given up. */
  readonly exitsMax: number;
  /** Running for this long makes an end to a row of exits. */
  readonly steadyMs: number;
  /** How long it may take to say that it is ready; it is killed then, which counts as an exit. */
  readonly startMs: number;
}

export const childLimits: ChildLimits = {
  backOffMs: 200,
  backOffMsMax: 10_000,
  exitsMax: 6,
  steadyMs: 5_000,
  startMs: 30_000,
};

export const childMachine = setup({
  types: {
    context: {} as { readonly limits: ChildLimits; readonly exits: number },
    input: {} as ChildLimits,
    events: {} as ChildEvent,
  },
  delays: {
    // Jitter, so that children that fell together do not start together.
    backOff: ({ context: { limits, exits } }) =>
      Math.min(limits.backOffMsMax, limits.backOffMs * 2 ** (exits - 1)) * (0.75 + Math.random() / 2),
    steady: ({ context }) => context.limits.steadyMs,
    start: ({ context }) => context.limits.startMs,
  },
  guards: {
    noMore: ({ context, event }) =>
      (event.type === 'exited' && event.hopeless) || context.exits + 1 >= context.limits.exitsMax,
  },
  actions: {
    countExit: assign({ exits: ({ context }) => context.exits + 1 }),
    forgetExits: assign({ exits: 0 }),
    spawn: () => undefined,
    end: () => undefined,
    tooSlow: () => undefined,
    giveUp: () => undefined,
  },
}).createMachine({
  id: 'child',
  context: ({ input }) => ({ limits: input, exits: 0 }),
  initial: 'starting',
  states: {
    starting: {
      entry: 'spawn',
      after: { start: { actions: 'tooSlow' } },
      on: {
        ready: 'running',
        exited: [
          { guard: 'noMore', target: 'given-up' },
          { target: 'backing-off', actions: 'countExit' },
        ],
        stop: 'stopping',
      },
    },
    running: {
      after: { steady: { actions: 'forgetExits' } },
      on: {
        exited: [
          { guard: 'noMore', target: 'given-up' },
          { target: 'backing-off', actions: 'countExit' },
        ],
        stop: 'stopping',
      },
    },
    'backing-off': { after: { backOff: 'starting' }, on: { stop: 'stopped' } },
    stopping: { entry: 'end', on: { exited: 'stopped' } },
    'given-up': { entry: 'giveUp', on: { stop: 'stopped' } },
    stopped: { type: 'final' },
  },
});
