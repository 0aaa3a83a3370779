// Bidders of the hand-written contract net, several on one connection: a subscription with a callback each (two where
// calls are broadcast), an offer for every call, the work at the award. They trust every message.

import { connect, type NatsConnection } from 'nats';
import type { Open } from '../order.ts';
import type { Terms } from '../task.ts';
import { currency, decodeRaw, encodeRaw, idSource, type RawMessage } from './raw-net-messages.ts';

const open: Open = async ({ servers, group, options }) => {
  const nc = await connect({ servers, noAsyncTraces: true });
  const net = `${group}.${options.net}`;
  for (const terms of options.terms as readonly Terms[]) {
    const receive = bidder(nc, terms);
    const subjects = [`${net}.*.${terms.agent}.${terms.instance}`];
    if (options.broadcast !== undefined) subjects.push(`${net}.*.all`);
    for (const subject of subjects) {
      nc.subscribe(subject, {
        callback: (error, { data, reply }) => {
          if (error === null && reply !== undefined) receive(decodeRaw(data), reply);
        },
      });
    }
  }
  await nc.flush();
  return { close: () => nc.drain() };
};
export default open;

function bidder(nc: NatsConnection, { agent, instance, price, etaMs }: Terms) {
  const from = `${agent}/${instance}`;
  const nextId = idSource('1f2e3d4c');
  const inputs = new Map<string, unknown>();
  return (message: RawMessage, reply: string) => {
    const { conversation, id } = message;
    const answer = (performative: string, body: object, attempt?: number) =>
      nc.publish(
        reply,
        encodeRaw({
          v: 1,
          id: nextId(),
          conversation,
          task: conversation,
          from,
          performative,
          inReplyTo: id,
          ...(attempt === undefined ? {} : { attempt }),
          body,
        }),
      );
    switch (message.performative) {
      case 'cfp':
        inputs.set(conversation, message.body.input);
        answer('propose', {
          price: { amount: price, currency },
          etaMs,
          validForMs: 10_000,
          fit: { status: 'ok' },
        });
        return;
      case 'accept-proposal':
        answer('agree', { etaMs }, message.attempt);
        answer('inform-result', { output: inputs.get(conversation) }, message.attempt);
        inputs.delete(conversation);
        return;
      case 'reject-proposal':
        inputs.delete(conversation);
    }
  };
}
