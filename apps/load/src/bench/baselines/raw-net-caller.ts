// The caller of the hand-written contract net: cfp to three, their bids, the cheapest is awarded, the result, and a
// rejection for the others. One inbox for all answers, a map from token to round, one timer for all deadlines: what a
// fast program would do that needs nothing else. No validation, no runner-up, no record. With `broadcast` it calls all
// by one publish, waits for every bid, and tells all by one more that the task is taken. With `rotate` it calls another
// three of so many each time.

import { randomBytes } from 'node:crypto';
import { connect } from 'nats';
import type { Open } from '../order.ts';
import { biddersOf, called, cheapest, input, repeatWords } from '../task.ts';
import { decodeRaw, encodeRaw, idSource, type RawMessage } from './raw-net-messages.ts';

const withinMs = 30_000;
const sweepMs = 50;

interface Round {
  readonly conversation: string;
  readonly reply: string;
  readonly deadlineMs: number;
  readonly bids: RawMessage[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const open: Open = async ({ servers, group, options }) => {
  const nc = await connect({ servers, noAsyncTraces: true });
  const net = `${group}.${options.net}`;
  const broadcastTo = options.broadcast as number | undefined;
  const nextCallees = calleesOf(broadcastTo, options.rotate as number | undefined);
  const bidCount = broadcastTo ?? called.length;
  const isExpected = (from: string) => options.rotate !== undefined || from.startsWith(`${cheapest}/`);
  const inbox = `${net}.reply.0123456789ab`;
  const rounds = new Map<string, Round>();
  const nextId = idSource('5a6b7c8d');
  const conversationStart = randomBytes(12).toString('hex');
  let count = 0;

  const send = (performative: string, to: string, reply: string, part: Omit<RawMessage, keyof typeof envelope>) => {
    const message = { ...envelope, ...part, id: nextId(), performative };
    nc.publish(`${net}.${performative}.${to.replace('/', '.')}`, encodeRaw(message), { reply });
  };
  const envelope = { v: 1, id: '', from: 'client/0123456789ab', performative: '' } as const;

  const award = ({ conversation, bids, reply }: Round) => {
    const best = bids.reduce((a, b) => (Number(b.body.price.amount) < Number(a.body.price.amount) ? b : a));
    send('accept-proposal', best.from, reply, {
      conversation,
      task: conversation,
      attempt: 1,
      inReplyTo: best.id,
      withinMs,
      body: { fence: 1, input, context: { attempts: [] }, idempotencyKey: conversation, progressWithinMs: 10_000 },
    });
  };

  const settle = (token: string, round: Round, result: RawMessage) => {
    const { conversation, reply } = round;
    const body = { code: 'lost' };
    if (broadcastTo !== undefined) send('reject-proposal', 'all', reply, { conversation, task: conversation, body });
    else {
      for (const { from, id } of round.bids) {
        if (from === result.from) continue;
        send('reject-proposal', from, reply, { conversation, task: conversation, inReplyTo: id, body });
      }
    }
    rounds.delete(token);
    const isRight = isExpected(result.from) && result.body.output.text === input.text;
    if (isRight) round.resolve();
    else round.reject(new Error('the wrong bidder won, or its result is wrong'));
  };

  nc.subscribe(`${inbox}.*`, {
    callback: (error, { subject, data }) => {
      if (error !== null) return;
      const token = subject.slice(inbox.length + 1);
      const round = rounds.get(token);
      if (round === undefined) return;
      const message = decodeRaw(data);
      if (message.performative === 'propose' && round.bids.push(message) === bidCount) award(round);
      else if (message.performative === 'inform-result') settle(token, round, message);
    },
  });

  const sweep = setInterval(() => {
    const now = performance.now();
    for (const [token, round] of rounds) {
      if (round.deadlineMs > now) continue;
      rounds.delete(token);
      round.reject(new Error('no result in time'));
    }
  }, sweepMs);

  const start = (resolve: () => void, reject: (error: Error) => void) => {
    count += 1;
    const token = `${count.toString(36)}-0123456789abcdef`;
    const conversation = conversationStart + count.toString(16).padStart(8, '0');
    const reply = `${inbox}.${token}`;
    rounds.set(token, { conversation, reply, deadlineMs: performance.now() + withinMs, bids: [], resolve, reject });
    // Written once, whoever it goes to.
    const call = encodeRaw({
      ...envelope,
      id: nextId(),
      conversation,
      task: conversation,
      performative: 'cfp',
      withinMs: 250,
      body: {
        capability: repeatWords.name,
        intent: repeatWords.description,
        limits: { withinMs },
        round: 1,
        path: [],
        hopsLeft: 4,
        input,
      },
    });
    for (const callee of nextCallees()) nc.publish(`${net}.cfp.${callee}`, call, { reply });
  };

  return {
    once: () => new Promise<void>(start),
    close: async () => {
      clearInterval(sweep);
      await nc.drain();
    },
  };
};
export default open;

/** Whom the next task goes to: always the same three, or everybody, or three of `rotate` chosen at random. */
function calleesOf(broadcast: number | undefined, rotate: number | undefined): () => readonly string[] {
  if (broadcast !== undefined) return () => ['all'];
  const subjectsOf = (terms: typeof called) => terms.map(({ agent, instance }) => `${agent}.${instance}`);
  if (rotate === undefined) {
    const same = subjectsOf(called);
    return () => same;
  }
  const all = subjectsOf(biddersOf(rotate));
  return () => {
    const chosen = new Set<string>();
    while (chosen.size < called.length) chosen.add(all[Math.floor(Math.random() * rotate)]!);
    return [...chosen];
  };
}
