// When a carrier's promise slips past the agreed time: what becomes of the delivery, as the caller said. Pure.

/** What a caller wants where the goods would come late. */
export type WhenLate = 'keep' | 'retender' | 'fail';

/** What a carrier tells of its delivery under way, in so far as it decides. */
export interface Promised {
  /** ISO 8601, by the carrier's own reckoning; absent where no road leads there. */
  readonly arriveAt?: string | undefined;
}

/**
 * `on-time` where nothing is to be decided; otherwise what the caller's wish means: to go on, to look for another carrier
 * (once for each carrier: `mayRetender`), or to give up.
 */
export function onPromise(
  { arriveAt }: Promised,
  order: { readonly deliverByMs: number; readonly whenLate: WhenLate; readonly mayRetender: boolean },
): 'on-time' | 'keep' | 'retender' | 'fail' {
  if (arriveAt !== undefined && Date.parse(arriveAt) <= order.deliverByMs) return 'on-time';
  if (order.whenLate === 'retender') return order.mayRetender ? 'retender' : 'fail';
  return order.whenLate;
}
