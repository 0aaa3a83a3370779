// Listening to the traffic from the carrier's start on. What was told before that is asked for; where nobody answers yet, the
// traffic agent tells it itself when it starts, and again every now and then.

import type { OfferedBid, StartContext } from '@parley/agent';
import { roadTopic, trafficState } from '@parley/agent-traffic/messages';
import type { KnownTraffic } from './known-traffic.ts';

const teller = 'traffic';
const answerWithinMs = 1_000;

/** Resolves at once; the roads count as open until something else is heard. */
export function listenToTraffic(traffic: KnownTraffic, { mesh, log, signal }: StartContext): void {
  const subscription = mesh.onSignal(roadTopic, ({ from, text, data }) => {
    if (!from.startsWith(`${teller}/`))
      return log.warn({ from, text }, 'roads are told about by somebody who is not traffic');
    if (!traffic.hear(data)) log.warn({ from, text }, 'news of the roads cannot be read');
  });
  signal.addEventListener('abort', () => subscription.close(), { once: true });
  const choose = (bids: readonly OfferedBid[]) =>
    bids.filter(({ agent }) => agent === teller).map(({ agent, instance }) => `${agent}/${instance}`);
  mesh.ask(trafficState, { input: {}, withinMs: answerWithinMs, choose }).then(
    (outcome) => outcome.type === 'done' && traffic.hear(outcome.output),
    (thrown) => log.debug({ err: thrown }, 'the state of the roads could not be asked for'),
  );
}
