// Playing one order: it is asked for real, a road is closed where the scene says so, and what came of it is held against
// what was ordered.

import { Delivery, orderGoods } from '@parley/agent-trade/messages';
import type { RoadId } from '@parley/agent-traffic/messages';
import type { ConversationEvent, Mesh, Outcome } from '@parley/mesh';
import { compareMoney } from '@parley/protocol';
import type { OrderScene } from './orders.ts';
import { report, roadToClose } from './roads.ts';

const withinMs = 60_000;

export interface PlayedOrder {
  readonly scene: OrderScene;
  readonly events: readonly ConversationEvent[];
  readonly outcome: Outcome;
  /** What was delivered; undefined where nothing was. */
  readonly delivery: Delivery | undefined;
  /** The road that was closed under way. */
  readonly closed: RoadId | undefined;
}

export interface OrderHooks {
  readonly onEvent: (event: ConversationEvent) => void;
  readonly onClosing: (road: RoadId) => void;
}

export async function playOrder(mesh: Mesh, scene: OrderScene, hooks: OrderHooks): Promise<PlayedOrder> {
  const events: ConversationEvent[] = [];
  const { intent, closesRoad } = scene;
  const asking = mesh.ask(intent, { withinMs });
  let closed: RoadId | undefined;
  let closing: Promise<void> = Promise.resolve();
  for await (const event of asking) {
    events.push(event);
    hooks.onEvent(event);
    const road = closesRoad === undefined || closed !== undefined ? undefined : roadToClose(event, closesRoad.seed);
    if (road === undefined) continue;
    closed = road;
    hooks.onClosing(road);
    closing = report(mesh, road, 'closed');
    // Told below; a rejection that nobody has heard yet would end the process.
    closing.catch(() => undefined);
  }
  const outcome = await asking;
  await closing;
  if (closed !== undefined) await report(mesh, closed, 'open');
  const delivery = outcome.type === 'done' ? Delivery.parse(outcome.output) : undefined;
  return { scene, events, outcome, delivery, closed };
}

/** What went wrong with an order; undefined where it ended as it should. */
export function orderFault({ scene, outcome, delivery, closed }: PlayedOrder): string | undefined {
  const { expected, intent, closesRoad } = scene;
  if (outcome.type !== expected) return `it ended ${outcome.type} instead of ${expected}: ${outcome.text}`;
  if (closesRoad !== undefined && closed === undefined) return 'no road was closed while the goods were on their way';
  if (delivery === undefined) return undefined;
  const { maxPrice } = orderGoods.read!(intent) as { maxPrice?: Delivery['total'] };
  if (maxPrice !== undefined && compareMoney(delivery.total, maxPrice) > 0) return 'it cost more than it might';
  return delivery.late ? 'it came late' : undefined;
}
