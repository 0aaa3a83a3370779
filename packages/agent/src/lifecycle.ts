// The life of an instance, as a machine: few states, drawn in docs/lifecycle.md. It decides only what the instance says
// of itself and whether it takes new work; the work itself is the participants'.

import type { LifecycleState } from '@parley/protocol';
import { setup } from 'xstate';

export type LifecycleEvent =
  | { readonly type: 'ready' }
  | { readonly type: 'full' }
  | { readonly type: 'free' }
  | { readonly type: 'drain' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' };

/** starting, available, saturated, draining, stopped. */
export const lifecycleMachine = setup({ types: { events: {} as LifecycleEvent } }).createMachine({
  id: 'lifecycle',
  initial: 'starting',
  on: { stop: '.stopped' },
  states: {
    starting: { on: { ready: 'available', drain: 'draining' } },
    available: { on: { full: 'saturated', drain: 'draining' } },
    saturated: { on: { free: 'available', drain: 'draining' } },
    draining: { on: { resume: 'available' } },
    stopped: { type: 'final' },
  },
});

/** Why a state takes no new work; undefined where it does. */
export function refusalIn(state: LifecycleState): { code: 'saturated' | 'draining'; text: string } | undefined {
  switch (state) {
    case 'available':
      return undefined;
    case 'saturated':
      return { code: 'saturated', text: 'all slots are taken' };
    case 'starting':
      return { code: 'draining', text: 'it is still starting' };
    case 'draining':
    case 'stopped':
      return { code: 'draining', text: 'it is stopping' };
  }
}
