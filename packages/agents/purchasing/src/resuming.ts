// Resuming: an earlier attempt died with the goods held, and perhaps on their way. The carrier that has the truck booked for
// this order and way is asked for the same once more, and goes on.

import type { Held } from './buying.ts';
import type { Bought } from './journal.ts';
import { waitFor } from './replacing.ts';
import { tell, type Work } from './work.ts';

/** Undefined where it cannot be gone on with: then the order begins anew. */
export async function resume(work: Work, bought: Bought): Promise<Held | undefined> {
  const { sale, goods, carriage, leg } = bought;
  tell(work, `an earlier attempt has bought from ${sale.supplier}: ${carriage.carrier} is asked to go on`);
  const way = await waitFor(work, { goods }, leg, carriage.carrier);
  return way === undefined ? undefined : { sale, goods, carriage: way.offer, tender: way.tender };
}
