// The contract net's own events, as it emits them, through the record and back: each is an entry that can be read, and what
// the record explains is what the initiator did.

import { expect, test } from '@jest/globals';
import { createMemoryBroker } from '@parley/bus/memory';
import {
  type FromParticipant,
  type InitiatorEvent,
  type InitiatorInput,
  initialState,
  type Settlement,
  stepInitiator,
  weightsFor,
} from '@parley/contract-net';
import { createRecorder, explainConversation, readConversation, settledEntry, whyNot } from '@parley/conversation';

const id = 'c0ffee';
const input: InitiatorInput = {
  conversation: id,
  task: id,
  withinMs: 5_000,
  currency: 'USD',
  weights: weightsFor(),
  shortlistSizes: [3, 6],
  bidWindowMs: 250,
  agreeDeadlineMs: 500,
  progressDeadlineMs: 1_000,
  attemptsMax: 4,
};
const candidate = (agent: string, similarity: number) => ({
  agent,
  instance: 'i1',
  capability: 'pay',
  similarity,
  reliability: 0.5,
});

let messages = 0;
function from(agent: string, performative: string, body: object, attempt?: number): Omit<InitiatorEvent, 'atMs'> {
  const envelope = { v: 1, id: `m${++messages}`, conversation: id, from: `${agent}/i1`, performative, body };
  const message = { ...envelope, ...(attempt === undefined ? {} : { attempt }) } as unknown as FromParticipant;
  return { type: 'message', bidder: `${agent}/i1`, message } as Omit<InitiatorEvent, 'atMs'>;
}
const bid = (amount: string, etaMs: number) => ({
  price: { amount, currency: 'USD' },
  etaMs,
  fit: { status: 'ok' },
  validForMs: 10_000,
});

test('everything an initiator tells is recorded, read back and explained', async () => {
  const bus = createMemoryBroker().connect({ inboxPrefix: 'parley.test.reply.t1' });
  const writer = { kind: 'caller', name: 'client', instance: 'c1' } as const;
  const recorder = createRecorder(bus, { mesh: 'test', writer, schemasOf: () => [] });
  const { withinMs, currency, weights } = input;
  recorder.append(id, { type: 'asked', atMs: 0, intent: 'pay', withinMs, currency, weights });

  let state = initialState(input);
  let settlement: Settlement | undefined;
  let told = 0;
  const tell = (atMs: number, event: Omit<InitiatorEvent, 'atMs'>) => {
    const step = stepInitiator(state, { ...event, atMs } as InitiatorEvent);
    state = step.state;
    for (const command of step.commands) {
      if (command.type === 'settle') settlement = command.settlement;
      if (command.type !== 'record' || command.event.type === 'settled') continue;
      told += 1;
      recorder.append(id, command.event);
    }
  };
  const candidates = [candidate('card', 0.9), candidate('wallet', 0.8), candidate('bank', 0.7)];
  tell(0, { type: 'start' });
  tell(1, { type: 'shortlisted', result: { type: 'candidates', candidates, threshold: 0.48 } } as Omit<
    InitiatorEvent,
    'atMs'
  >);
  tell(10, from('card', 'propose', bid('1.00', 100)));
  tell(11, from('wallet', 'propose', bid('1.50', 100)));
  tell(12, from('bank', 'refuse', { code: 'no-slot', text: 'all slots are taken' }));
  tell(20, from('card', 'agree', { etaMs: 100 }, 1));
  tell(40, from('card', 'inform-progress', { share: 0.5, note: 'half' }, 1));
  const down = { agent: 'card', instance: 'i1', cause: 'exit', text: 'card/i1 was ended by SIGKILL', detectionMs: 3 };
  tell(60, { type: 'down', down } as Omit<InitiatorEvent, 'atMs'>);
  tell(70, from('wallet', 'agree', { etaMs: 100 }, 2));
  tell(90, from('wallet', 'inform-result', { output: { receipt: 'r1' } }, 2));
  recorder.append(id, settledEntry(settlement!));
  await recorder.close();

  const view = (await readConversation(bus, { mesh: 'test', conversation: id }))!;
  expect(view.timeline).toHaveLength(told + 2);
  expect(view).toMatchObject({
    state: 'settled',
    outcome: 'done',
    winner: 'wallet/i1',
    cost: { amount: '1.50', currency: 'USD' },
    elapsedMs: 90,
    reroutes: [{ from: 'card/i1', to: 'wallet/i1', cause: 'down', detectionMs: 3, rerouteMs: 0, calledAgain: false }],
    gaps: { missing: [], undecodable: [], doubles: 0 },
  });
  expect(whyNot(view, 'bank').text).toBe('bank refused (no-slot): all slots are taken.');
  expect(whyNot(view, 'card').reason).toMatchObject({ type: 'failed', cause: 'down' });
  expect(explainConversation(view)[0]?.text).toBe('"pay" ended done after 90 ms: wallet did it for 1.50 USD.');
});
