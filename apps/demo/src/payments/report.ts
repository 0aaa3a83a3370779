// A played scene as the JSON that `--json` prints: what does not apply is null.

import type { ConversationEvent } from '@parley/mesh';
import type { Played } from './play.ts';

export function reportOf(played: Played): Record<string, unknown> {
  const { scene, events, outcome, detectionMs, rerouteMs, restarted, charges } = played;
  const shortlists = events.filter(
    (each): each is Extract<ConversationEvent, { type: 'shortlisted' }> => each.type === 'shortlisted',
  );
  const boards = events.filter(
    (each): each is Extract<ConversationEvent, { type: 'scored' }> => each.type === 'scored',
  );
  const listed = outcome.type === 'no-route' ? outcome.nearest : (shortlists[0]?.candidates ?? []);
  return {
    intent: scene.intent,
    outcome: outcome.type,
    shortlist: listed.map(({ agent, capability, similarity }) => ({ agent, capability, similarity })),
    bids: (boards[0]?.board ?? []).map(({ agent, price, etaMs, score, scoreByTerm }) => ({
      agent,
      price,
      etaMs,
      score: score ?? null,
      scoreByTerm: scoreByTerm ?? null,
    })),
    winner: outcome.type === 'done' ? outcome.agent : null,
    attempts: outcome.tried.attempts.length,
    detectionMs,
    rerouteMs,
    restartMs: restarted?.afterMs ?? null,
    receipts: charges.map(({ id, amount, currency, method }) => ({ id, amount, currency, method: method ?? null })),
  };
}
