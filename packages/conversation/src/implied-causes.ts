// Causes that nobody wrote down and that cannot be otherwise: who bids was called, who works was awarded the work, who was
// found dead by a supervisor was so before its caller heard of it. They hold the timeline together where ids are lost.

import type { Entry } from './batch.ts';

type Pair = readonly [cause: Entry, effect: Entry];

/** Pairs of entries of which the first cannot have come after the second. */
export function impliedCauses(entries: readonly Entry[]): readonly Pair[] {
  const byFact = new Map<string, Entry>();
  for (const entry of entries) for (const fact of factsOf(entry)) if (!byFact.has(fact)) byFact.set(fact, entry);
  return entries.flatMap((entry): Pair[] => {
    const cause = needsOf(entry)
      .map((fact) => byFact.get(fact))
      .find((each) => each !== undefined);
    return cause === undefined ? [] : [[cause, entry]];
  });
}

function factsOf({ writer, body }: Entry): readonly string[] {
  const own = `${writer.name}/${writer.instance}`;
  switch (body.type) {
    case 'called':
      return body.bidders.map((bidder) => `called ${body.round} ${bidder}`);
    case 'awarded':
      return [`awarded ${body.attempt} ${body.agent}/${body.instance}`];
    case 'bid-made':
    case 'bid-refused':
    case 'bid-missing':
      return [`answered ${own}`];
    case 'work-started':
      return [`started ${body.attempt} ${own}`];
    case 'work-ended':
      return [`ended ${body.ended} ${own}`];
    case 'down':
      return [`down ${body.agent}/${body.instance}`];
    default:
      return [];
  }
}

function needsOf({ writer, body }: Entry): readonly string[] {
  const own = `${writer.name}/${writer.instance}`;
  switch (body.type) {
    case 'bid-made':
    case 'bid-refused':
    case 'bid-missing':
      return [`called ${body.round} ${own}`];
    case 'work-started':
      return [`awarded ${body.attempt} ${own}`];
    case 'proposed':
    case 'refused':
    case 'not-understood':
      return [`answered ${body.agent}/${body.instance}`];
    case 'agreed':
    case 'progress':
      return [`started ${body.attempt} ${body.agent}/${body.instance}`];
    case 'attempt-failed':
      return body.cause === 'down' ? [`down ${body.agent}/${body.instance}`] : [];
    case 'settled':
      return body.outcome === 'done' ? [`ended done ${body.agent}/${body.instance}`] : [];
    default:
      return [];
  }
}
