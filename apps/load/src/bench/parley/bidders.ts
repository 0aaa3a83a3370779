// Bidders as their author would write them, run by the real `runAgents`: several in one process.

import { runAgents } from '@parley/agent';
import { bidder } from '../../bidders.ts';
import type { Open } from '../order.ts';
import { recordOf, type Terms } from '../task.ts';

const open: Open = async ({ servers, group, options }) => {
  const bidders = (options.terms as readonly Terms[]).map(bidder);
  const mesh = `${group}-${options.net}`;
  const running = await runAgents(bidders, { servers, mesh, model: 'static', record: recordOf(options) });
  return { close: () => running.stop('the bench is over') };
};
export default open;
