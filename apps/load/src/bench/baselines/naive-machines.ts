// Both ends of the naive contract net as XState machines, one actor a task, written with `setup` as its documentation
// shows it. They keep the state; who sends what stands with the caller and the participant.

import { assign, setup } from 'xstate';
import type { Proposal, Result } from './naive-messages.ts';

interface InitiatorContext {
  readonly callees: number;
  readonly bids: readonly Proposal[];
  readonly result: Result | undefined;
}

type InitiatorEvent =
  | { type: 'propose'; message: Proposal }
  | { type: 'award' }
  | { type: 'result'; message: Result }
  | { type: 'give-up' };

export const initiatorMachine = setup({
  types: {
    context: {} as InitiatorContext,
    input: {} as { callees: number },
    events: {} as InitiatorEvent,
  },
  guards: { isLast: ({ context }) => context.bids.length + 1 === context.callees },
  actions: {
    keepBid: assign({
      bids: ({ context, event }) => (event.type === 'propose' ? [...context.bids, event.message] : context.bids),
    }),
    keepResult: assign({ result: ({ event }) => (event.type === 'result' ? event.message : undefined) }),
  },
}).createMachine({
  context: ({ input }) => ({ callees: input.callees, bids: [], result: undefined }),
  initial: 'collecting',
  on: { 'give-up': { target: '.failed' } },
  states: {
    collecting: {
      on: { propose: [{ guard: 'isLast', target: 'choosing', actions: 'keepBid' }, { actions: 'keepBid' }] },
    },
    choosing: { on: { award: { target: 'working' } } },
    working: { on: { result: { target: 'done', actions: 'keepResult' } } },
    done: { type: 'final' },
    failed: { type: 'final' },
  },
});

export const participantMachine = setup({
  types: {
    context: {} as { readonly input: Readonly<Record<string, unknown>> },
    input: {} as { input: Readonly<Record<string, unknown>> },
    events: {} as { type: 'offer' } | { type: 'accept' } | { type: 'reject' } | { type: 'finish' },
  },
}).createMachine({
  context: ({ input }) => ({ input: input.input }),
  initial: 'called',
  states: {
    called: { on: { offer: { target: 'offered' } } },
    offered: { on: { accept: { target: 'working' }, reject: { target: 'lost' } } },
    working: { on: { finish: { target: 'done' } } },
    done: { type: 'final' },
    lost: { type: 'final' },
  },
});
