// One who is advertised like any agent and speaks raw bytes: for what the runtime of an agent would never send. It
// hears everything that it is told, and everything that is said to be invalid meanwhile.

import { testMesh, wordEmbedder } from '@parley/agent/testing';
import { publishAdverts } from '@parley/discovery';
import { describeCapability, type Outcome } from '@parley/mesh';
import { decode, type Message, type MessageOf, parseSubject } from '@parley/protocol';
import { at, intent, type Parts, repeater } from './row.ts';

/** One call as the forger got it. */
export interface Call {
  readonly cfp: MessageOf<'cfp'>;
  /** Sends a valid bid of 0.01 USD with the given fields in place of its own, after `afterMs`. */
  bid(change?: Readonly<Record<string, unknown>>, afterMs?: number): void;
}

export interface Heard {
  readonly outcome: Outcome;
  /** The conversation's events. */
  readonly events: readonly { readonly type: string }[];
  /** What the forger was told after its bid: the act and the code. */
  readonly told: readonly (readonly [performative: string, code: unknown])[];
  /** What was published on `invalid`: the reasons. */
  readonly invalid: readonly string[];
}

/** The body of a bid of 0.01 USD, with the given fields in place of its own. */
export function bidBody(change: object = {}): object {
  const price = { amount: '0.01', currency: 'USD' };
  return { price, etaMs: 10, validForMs: 20_000, fit: { status: 'ok' }, ...change };
}

const name = 'forger/f0';
/** Long enough for what is late to be answered. */
const afterwardsMs = 1_000;

/** A good agent with the given parts and a forger, an ask, and all that came of it. */
export async function heardOf(onCall: (call: Call) => void, parts: Parts = {}): Promise<Heard> {
  await using world = await testMesh([repeater(parts)]);
  const bus = world.broker.connect({ inboxPrefix: at.replyPrefix('forger') });
  const told: [string, unknown][] = [];
  const invalid: string[] = [];
  bus.subscribe(at.invalid, ({ data }) => void invalid.push(JSON.parse(new TextDecoder().decode(data)).reason));
  bus.subscribe(at.inbox('forger', 'f0'), ({ subject, data, reply }) => {
    const decoded = decode(data);
    if (!decoded.ok || parseSubject(subject)?.kind !== 'act') throw new Error(`The forger got nonsense on ${subject}.`);
    const { message } = decoded;
    const send = (part: object) => {
      const envelope = {
        v: 1,
        id: `f${Math.random()}`.replace('.', ''),
        conversation: message.conversation,
        from: name,
      };
      bus.publish(reply!, new TextEncoder().encode(JSON.stringify({ ...envelope, inReplyTo: message.id, ...part })));
    };
    if (message.performative === 'cfp') {
      const bid = (change: object = {}, afterMs = 0) =>
        void world.clock.setTimeout(() => send({ performative: 'propose', body: bidBody(), ...change }), afterMs);
      return onCall({ cfp: message, bid });
    }
    told.push([message.performative, (message.body as { code?: unknown }).code]);
    if (message.performative === 'accept-proposal') fulfil(message, send);
  });
  const capabilities = Object.values(repeater().capabilities).map(describeCapability);
  const advertiser = { mesh: 'test', agent: 'forger', instance: 'f0', version: '0.1.0', pid: 1, capabilities };
  await world.settle(publishAdverts(bus, { ...advertiser, embedder: wordEmbedder(), clock: world.clock }));
  const asking = world.mesh.ask(intent, { prefer: 'price' });
  const outcome = await world.settle(asking.outcome);
  await world.clock.advance(afterwardsMs);
  const events: { type: string }[] = [];
  for await (const event of asking) events.push(event);
  return { outcome, events, told, invalid };
}

function fulfil({ attempt }: Message, send: (part: object) => void): void {
  send({ performative: 'agree', attempt, body: { etaMs: 10 } });
  send({ performative: 'inform-result', attempt, body: { output: { text: 'forged' } } });
}
