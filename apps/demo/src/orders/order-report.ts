// A played order as the JSON that `--json` prints: what does not apply is null.

import type { PlayedOrder } from './play-order.ts';

export function orderReportOf({ scene, outcome, delivery, closed }: PlayedOrder): Record<string, unknown> {
  return {
    intent: scene.intent,
    outcome: outcome.type,
    text: outcome.text,
    supplier: delivery?.supplier ?? null,
    carrier: delivery?.carrier ?? null,
    total: delivery?.total ?? null,
    promisedArrival: delivery?.promisedArrival ?? null,
    arrivedAt: delivery?.arrivedAt ?? null,
    closedRoad: closed ?? null,
    story: delivery?.story ?? [],
  };
}
