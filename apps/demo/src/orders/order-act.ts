// The second act: orders that are handed on to suppliers and carriers, with a road closed under way.

import { viennaWords } from '@parley/agent-trade/messages';
import { durationText, type Mesh } from '@parley/mesh';
import type { Story } from '../story.ts';
import { summaryTable } from '../summary-table.ts';
import { ordersAt } from './orders.ts';
import { orderFault, type PlayedOrder, playOrder } from './play-order.ts';

/** Plays the orders, one after another; `first` is the number of the first. */
export async function playOrders(mesh: Mesh, story: Story, first: number): Promise<readonly PlayedOrder[]> {
  story.act('A supply chain');
  const played: PlayedOrder[] = [];
  for (const [index, scene] of ordersAt(Date.now()).entries()) {
    const { title, intent, closesRoad } = scene;
    const wishes = closesRoad === undefined ? [] : ['one road ahead of the truck is reported closed'];
    story.heading(first + index, { title, intent, wishes });
    const onClosing = (road: string) => story.under('bad', `The road ${road} is reported closed.`);
    const each = await playOrder(mesh, scene, { onEvent: story.teller(), onClosing });
    story.result(each.outcome);
    const wrong = orderFault(each);
    if (wrong !== undefined) story.under('bad', `Not as it should be: ${wrong}`);
    played.push(each);
  }
  return played;
}

export function ordersTable(all: readonly PlayedOrder[], first: number, columns: number | undefined): string {
  const rows = all.map(({ outcome, delivery, closed }, index) => ({
    '': String(first + index),
    outcome: outcome.type,
    supplier: delivery?.supplier ?? '',
    carrier: delivery?.carrier ?? '',
    total: delivery === undefined ? '' : `${delivery.total.amount} ${delivery.total.currency}`,
    arrives: delivery === undefined ? '' : viennaWords(Date.parse(delivery.arrivedAt), Date.now()),
    'closed road': closed ?? '',
    took: durationText(outcome.tried.elapsedMs),
  }));
  return summaryTable(rows, ['', 'outcome', 'supplier', 'carrier', 'total', 'took'], columns);
}
