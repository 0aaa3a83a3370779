// Takes a dead instance's adverts away, for whoever declared it dead. Each deletion is guarded by the revision that was
// read, so that an instance which came back meanwhile keeps what it wrote.

import { type Bus, BusError } from '@parley/bus';
import { assertToken } from '@parley/protocol';
import { type AdvertsBucket, listAdverts } from './adverts-bucket.ts';

/** Resolves to how many keys were deleted. @throws ParleyError `bad-token`; BusError */
export async function removeAdverts(
  bus: Bus,
  options: AdvertsBucket & { readonly agent: string; readonly instance: string },
): Promise<number> {
  const agent = assertToken(options.agent, "an agent's name");
  const instance = assertToken(options.instance, "an instance's name");
  const { bucket, entries } = await listAdverts(bus, options, `${agent}.${instance}.>`);
  const deleted = await Promise.all(
    entries.map(async ({ key, revision }) => {
      try {
        await bucket.delete(key, revision);
        return 1;
      } catch (thrown) {
        if (thrown instanceof BusError && thrown.code === 'wrong-revision') return 0;
        throw thrown;
      }
    }),
  );
  return deleted.reduce<number>((sum, each) => sum + each, 0);
}
