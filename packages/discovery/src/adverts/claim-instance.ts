// Before an instance advertises: is somebody else here under its name, or under its agent's name with another meaning?
// A key may also be left over from a process that died, and on old servers nothing says so. The living tell themselves
// from the dead by a rule of the mesh: an agent that sees its own key gone puts it back. So a key in the way is taken
// out, guarded by its revision; where it returns there is a living owner, where not it was a relic.

import { type Bus, BusError, type KeyValue, type KeyValueEntry, systemClock } from '@parley/bus';
import { type Advert, addressOf, type CapabilityAdvert, ParleyError } from '@parley/protocol';
import { type AdvertsBucket, listAdverts } from './adverts-bucket.ts';
import type { Advertiser } from './build-adverts.ts';
import { isProblem, readAdvert } from './read-advert.ts';

/** A living owner puts a key back within milliseconds; this allows for a busy one. */
const putBackWithinMs = 1_000;

interface Found {
  readonly entry: KeyValueEntry;
  readonly advert: Advert;
}

/**
 * Makes sure that `advertiser` may publish `capabilities`; removes what dead instances left in the way.
 * @throws ParleyError `duplicate-instance`, `conflicting-adverts`, both naming who is in the way; BusError
 */
export async function claimInstance(
  bus: Bus,
  options: AdvertsBucket & { readonly replacing?: boolean },
  advertiser: Advertiser,
  capabilities: readonly CapabilityAdvert[],
): Promise<void> {
  const { agent, instance, boot } = advertiser;
  const { bucket, entries } = await listAdverts(bus, options, `${agent}.>`);
  const found = entries.flatMap((entry): Found[] => {
    const read = readAdvert(entry.key, entry.value);
    return isProblem(read) || read.advert.boot === boot ? [] : [{ entry, advert: read.advert }];
  });
  const sameName = found.filter(({ advert }) => advert.instance === instance);
  const first = sameName[0];
  if (first !== undefined) {
    if (await isAlive(bucket, options, first)) throw duplicate(advertiser, first.advert);
    await Promise.all(sameName.map(({ entry }) => remove(bucket, entry)));
  }
  if (options.replacing) return;
  const ours = new Map(capabilities.map((each) => [each.name, each]));
  const others = found.filter(({ advert }) => advert.instance !== instance);
  for (const other of others) {
    const own = ours.get(other.advert.capability.name);
    if (own === undefined || isSame(own, other.advert.capability)) continue;
    if (await isAlive(bucket, options, other)) throw conflicting(advertiser, other.advert);
  }
}

export function isSame(one: CapabilityAdvert, other: CapabilityAdvert): boolean {
  return one.schemaHash === other.schemaHash && one.description === other.description;
}

/** Takes the key out and sees whether it is put back. A key rewritten meanwhile has a living owner as well. */
async function isAlive(bucket: KeyValue, { clock = systemClock }: AdvertsBucket, { entry }: Found): Promise<boolean> {
  const returned = Promise.withResolvers<boolean>();
  const watch = await bucket.watch(
    entry.key,
    (change) => {
      if (change.type === 'put' && change.entry.revision > entry.revision) returned.resolve(true);
    },
    returned.reject,
  );
  const timer = clock.setTimeout(() => returned.resolve(false), putBackWithinMs);
  try {
    if (!(await remove(bucket, entry))) return true;
    return await returned.promise;
  } finally {
    clock.clearTimeout(timer);
    watch.close();
  }
}

/** False where the key was rewritten meanwhile. */
async function remove(bucket: KeyValue, { key, revision }: KeyValueEntry): Promise<boolean> {
  try {
    await bucket.delete(key, revision);
    return true;
  } catch (thrown) {
    if (thrown instanceof BusError && thrown.code === 'wrong-revision') return false;
    throw thrown;
  }
}

export function duplicate({ agent, instance, pid }: Advertiser, other: Advert): ParleyError {
  const here = addressOf(agent, instance);
  return new ParleyError(
    'duplicate-instance',
    `${here} is already here (pid ${other.pid}, version ${other.version}), this one is pid ${pid}: ` +
      'give each instance a name of its own.',
    { details: { agent, instance, pid, otherPid: other.pid } },
  );
}

function conflicting({ agent, instance }: Advertiser, other: Advert): ParleyError {
  const { name } = other.capability;
  const [one, two] = [addressOf(agent, instance), addressOf(other.agent, other.instance)];
  return new ParleyError(
    'conflicting-adverts',
    `${one} and ${two} advertise "${name}" with different descriptions or schemas: ` +
      'instances of one agent must be the same; give the other version another agent name, or stop it first.',
    { details: { capability: name, instances: [one, two] } },
  );
}
