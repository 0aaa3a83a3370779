// Adverts as a person wants to see them: one row a capability of an agent, with its instances.

import type { Advert, CapabilityAdvert } from '@parley/protocol';

/** One capability of one agent. Instances that disagree about it are rows of their own. */
export interface AdvertisedCapability {
  readonly agent: string;
  readonly capability: CapabilityAdvert;
  readonly space: string;
  readonly instances: readonly { readonly instance: string; readonly version: string; readonly pid: number }[];
}

/** Rows in the order of agent and capability, instances in the order of their names. */
export function groupAdverts(adverts: readonly Advert[]): AdvertisedCapability[] {
  const rows = new Map<
    string,
    AdvertisedCapability & { instances: { instance: string; version: string; pid: number }[] }
  >();
  for (const { agent, instance, version, pid, capability, space } of adverts) {
    const { name, schemaHash, description } = capability;
    const key = [agent, name, schemaHash, description, space].join('\n');
    const row = rows.get(key) ?? { agent, capability, space, instances: [] };
    row.instances.push({ instance, version, pid });
    rows.set(key, row);
  }
  for (const { instances } of rows.values()) instances.sort((a, b) => (a.instance < b.instance ? -1 : 1));
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
