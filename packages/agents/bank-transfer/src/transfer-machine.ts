// One transfer: ordering, clearing, charging, done. It gets the task's context as its input and tells its progress by
// events; the charge happens once in the conversation, whoever tries.

import type { PerformContext } from '@parley/agent';
import { type PaymentInput, type Receipt, receiptFor } from '@parley/agent-payment/messages';
import { type Charged, charge } from '@parley/example-bank/client';
import { assign, emit, fromPromise, setup } from 'xstate';
import type { z } from 'zod';

type Task = PerformContext<z.output<typeof PaymentInput>>;

const orderingMs = 500;
const clearingMs = 1_300;

export const transferMachine = setup({
  types: {
    context: {} as { readonly task: Task; readonly charged: Charged | undefined },
    input: {} as Task,
    output: {} as z.input<typeof Receipt>,
    emitted: {} as { readonly type: 'progress'; readonly share: number; readonly note: string },
  },
  actors: {
    charge: fromPromise<Charged, Task>(({ input: { input, config, once, signal } }) =>
      once('charge', (idempotencyKey) =>
        charge(String(config.bankUrl), { ...input, method: 'bank-transfer', idempotencyKey, signal }),
      ),
    ),
  },
}).createMachine({
  id: 'transfer',
  context: ({ input }) => ({ task: input, charged: undefined }),
  initial: 'ordering',
  states: {
    ordering: {
      entry: emit({ type: 'progress', share: 0.1, note: 'order placed' }),
      after: { [orderingMs]: 'clearing' },
    },
    clearing: {
      entry: emit({ type: 'progress', share: 0.4, note: 'waiting for clearing' }),
      after: { [clearingMs]: 'charging' },
    },
    charging: {
      entry: emit({ type: 'progress', share: 0.8, note: 'cleared, charging' }),
      invoke: {
        src: 'charge',
        input: ({ context }) => context.task,
        onDone: { target: 'done', actions: assign({ charged: ({ event }) => event.output }) },
      },
    },
    done: { type: 'final' },
  },
  output: ({ context: { task, charged } }) => receiptFor(charged!, task.input, 'bank-transfer'),
});
