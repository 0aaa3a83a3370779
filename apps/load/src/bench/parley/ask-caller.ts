// `mesh.ask` as a caller uses it: for the capability by its definition, or by words whose vector is known already.
// Every outcome is checked: an ask that was not done by one of those who bid, that did not have three bids, or whose
// result is wrong, is a failure. Who of the capable is called is Parley's choice, and differs from ask to ask.

import { connect, type Outcome } from '@parley/mesh';
import type { Open } from '../order.ts';
import { calledCount, input, intentByWords, recordOf, repeatWords } from '../task.ts';

const open: Open = async ({ servers, group, options }) => {
  const mesh = await connect({
    servers,
    mesh: `${group}-${options.net}`,
    model: 'static',
    readyWithinMs: 20_000,
    record: recordOf(options),
  });
  const ask =
    options.by === 'words' ? () => mesh.ask(intentByWords, { input }) : () => mesh.ask(repeatWords, { input });
  const once = async () => check(await ask());
  return { once, close: () => mesh.close() };
};
export default open;

function check(outcome: Outcome<unknown>): void {
  if (outcome.type !== 'done') throw new Error(`${outcome.type}: ${outcome.text}`);
  const bidders = outcome.tried.bidders.filter(({ answer }) => answer === 'proposed');
  if (bidders.length !== calledCount) throw new Error(`${bidders.length} bids instead of ${calledCount}`);
  if (!bidders.some(({ agent }) => agent === outcome.agent)) throw new Error('the winner made no bid');
  if ((outcome.output as typeof input).text !== input.text) throw new Error('the result is wrong');
}
