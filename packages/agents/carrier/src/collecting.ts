// Fetching the goods at the depot: the supplier is asked to give out the sale, once for the delivery. A supplier that is just
// being started again is asked again; one that will not is the end of the delivery.

import { type PerformContext, TaskFailure } from '@parley/agent';
import { type CarryInput, settleSale } from '@parley/agent-trade/messages';

const triesMax = 3;
/** Shorter than the silence that is taken for failure. */
const tryWithinMs = 2_500;
const againAfterMs = 700;

/**
 * @param told called before every try
 * @throws TaskFailure `goods-gone`
 */
export async function collect(task: PerformContext<CarryInput>, told: () => void): Promise<void> {
  const { sale, supplier } = task.input;
  const input = { sale, action: 'collect' as const, ...(supplier === undefined ? {} : { supplier }) };
  await task.once('collect', async () => {
    for (let tries = 1; ; tries++) {
      told();
      const outcome = await task.mesh.ask(settleSale, { input, withinMs: tryWithinMs });
      if (outcome.type === 'done') return outcome.output.state;
      if (tries === triesMax) {
        const text = `The goods of the sale "${sale}" are not given out: ${outcome.text}`;
        throw new TaskFailure('goods-gone', text, { retryable: false });
      }
      await task.sleep(againAfterMs);
    }
  });
}
