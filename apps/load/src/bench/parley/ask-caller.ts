// `mesh.ask` as a caller uses it: for the capability by its definition, or by words whose vector is known already.
// Every outcome is checked: an ask that was not done by the right bidder, or did not have a bid of each, is a failure.

import { connect, type Outcome } from '@parley/mesh';
import type { Open } from '../order.ts';
import { bidders, input, intentByWords, meshOf, repeatWords, winner } from '../task.ts';

const open: Open = async ({ servers, group, options }) => {
  const record = options.record === 'off' ? 'off' : 'full';
  const mesh = await connect({
    servers,
    mesh: meshOf(group, record),
    model: 'static',
    readyWithinMs: 20_000,
    record,
  });
  const ask =
    options.by === 'words' ? () => mesh.ask(intentByWords, { input }) : () => mesh.ask(repeatWords, { input });
  const once = async () => check(await ask());
  return { once, close: () => mesh.close() };
};
export default open;

function check(outcome: Outcome<unknown>): void {
  if (outcome.type !== 'done') throw new Error(`${outcome.type}: ${outcome.text}`);
  const bids = outcome.tried.bidders.filter(({ answer }) => answer === 'proposed').length;
  if (bids !== bidders.length) throw new Error(`${bids} of ${bidders.length} bidders made a bid`);
  const isRight = outcome.agent === winner && (outcome.output as typeof input).text === input.text;
  if (!isRight) throw new Error('the wrong bidder won, or its result is wrong');
}
