// The contract net as somebody would compose it without Parley: the library's `request` to each bidder, zod on every
// message, an XState actor a task at both ends. No log, no runner-up, no trace. A request has one reply, so the result
// is the answer to the award and there is no `agree`: one message less than Parley sends.

import { randomUUID } from 'node:crypto';
import { connect, JSONCodec } from 'nats';
import { createActor } from 'xstate';
import type { Open } from '../order.ts';
import { called, cheapest, input, repeatWords } from '../task.ts';
import { initiatorMachine } from './naive-machines.ts';
import { NaiveMessage, type Proposal } from './naive-messages.ts';
import { idSource } from './raw-net-messages.ts';

const bidWindowMs = 250;
const withinMs = 30_000;

const open: Open = async ({ servers, group }) => {
  const nc = await connect({ servers });
  const codec = JSONCodec<NaiveMessage>();
  const nextId = idSource('5a6b7c8d');
  const subject = (act: string, address: string) => `${group}.naive.${act}.${address.replace('/', '.')}`;

  const ask = async (act: string, address: string, message: NaiveMessage, timeout: number) => {
    const { data } = await nc.request(subject(act, address), codec.encode(message), { timeout });
    return NaiveMessage.parse(codec.decode(data));
  };

  const negotiate = async () => {
    const conversation = randomUUID();
    const head = () => ({ v: 1, id: nextId(), conversation, task: conversation, from: 'client/caller' }) as const;
    const task = createActor(initiatorMachine, { input: { callees: called.length } }).start();
    try {
      await Promise.all(
        called.map(async ({ agent, instance }) => {
          const call: NaiveMessage = { ...head(), performative: 'cfp', withinMs: bidWindowMs, body: cfpBody };
          const message = await ask('cfp', `${agent}/${instance}`, call, bidWindowMs);
          if (message.performative === 'propose') task.send({ type: 'propose', message });
        }),
      );
      const { bids } = task.getSnapshot().context;
      const best = bids.reduce((a, b) => (priceOf(b) < priceOf(a) ? b : a));
      task.send({ type: 'award' });
      const body = {
        fence: 1,
        input,
        context: { attempts: [] },
        idempotencyKey: conversation,
        progressWithinMs: 10_000,
      };
      const award = { ...head(), performative: 'accept-proposal', inReplyTo: best.id, withinMs, body } as const;
      const message = await ask('accept-proposal', best.from, award, withinMs);
      if (message.performative === 'inform-result') task.send({ type: 'result', message });
      for (const { from, id } of bids) {
        if (from === best.from) continue;
        const lost = { ...head(), performative: 'reject-proposal', inReplyTo: id, body: { code: 'lost' } } as const;
        nc.publish(subject('reject-proposal', from), codec.encode(lost));
      }
      const { result } = task.getSnapshot().context;
      const isRight = result?.from.startsWith(`${cheapest}/`) && result.body.output.text === input.text;
      if (!isRight) throw new Error('the wrong bidder won, or its result is wrong');
    } catch (thrown) {
      task.send({ type: 'give-up' });
      throw thrown;
    } finally {
      task.stop();
    }
  };

  return { once: negotiate, close: () => nc.drain() };
};
export default open;

const cfpBody = {
  capability: repeatWords.name,
  intent: repeatWords.description,
  limits: { withinMs },
  round: 1,
  path: [],
  hopsLeft: 4,
  input,
};

function priceOf({ body }: Proposal): number {
  return Number(body.price.amount);
}
