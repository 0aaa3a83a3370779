// Bidders of the naive contract net: a subscription each, every message parsed, a machine a task, the answers by the
// library's `respond`.

import { connect, JSONCodec, type Msg } from 'nats';
import { type ActorRefFrom, createActor } from 'xstate';
import type { Open } from '../order.ts';
import type { Terms } from '../task.ts';
import { participantMachine } from './naive-machines.ts';
import { NaiveMessage } from './naive-messages.ts';
import { currency, idSource } from './raw-net-messages.ts';

type NaiveTask = ActorRefFrom<typeof participantMachine>;

const open: Open = async ({ servers, group, options }) => {
  const nc = await connect({ servers });
  for (const terms of options.terms as readonly Terms[]) {
    const receive = bidder(terms);
    nc.subscribe(`${group}.naive.*.${terms.agent}.${terms.instance}`, {
      callback: (error, message) => {
        if (error === null) receive(message);
      },
    });
  }
  await nc.flush();
  return { close: () => nc.drain() };
};
export default open;

function bidder({ agent, instance, price, etaMs }: Terms): (message: Msg) => void {
  const codec = JSONCodec<NaiveMessage>();
  const nextId = idSource('1f2e3d4c');
  const tasks = new Map<string, NaiveTask>();
  const end = (conversation: string) => {
    tasks.get(conversation)?.stop();
    tasks.delete(conversation);
  };
  return (received) => {
    const message = NaiveMessage.parse(codec.decode(received.data));
    const { conversation } = message;
    const head = {
      v: 1,
      id: nextId(),
      conversation,
      task: conversation,
      from: `${agent}/${instance}`,
      inReplyTo: message.id,
    } as const;
    switch (message.performative) {
      case 'cfp': {
        const task = createActor(participantMachine, { input: { input: message.body.input } }).start();
        tasks.set(conversation, task);
        const body = { price: { amount: price, currency }, etaMs, validForMs: 10_000, fit: { status: 'ok' } } as const;
        task.send({ type: 'offer' });
        received.respond(codec.encode({ ...head, performative: 'propose', body }));
        return;
      }
      case 'accept-proposal': {
        const task = tasks.get(conversation);
        if (task === undefined) return;
        task.send({ type: 'accept' });
        const body = { output: task.getSnapshot().context.input };
        task.send({ type: 'finish' });
        received.respond(codec.encode({ ...head, performative: 'inform-result', attempt: message.body.fence, body }));
        end(conversation);
        return;
      }
      case 'reject-proposal':
        tasks.get(conversation)?.send({ type: 'reject' });
        end(conversation);
    }
  };
}
