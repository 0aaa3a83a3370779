// Who is here right now: the advertised instances, joined with what each says of itself in its heartbeats.

import type { Clock } from '@parley/bus';
import type { PresentInstance, Replica, watchPresence } from '@parley/discovery';
import type { LifecycleState, Presence } from '@parley/protocol';

/** One instance. State, load and pid are absent where it was not heard in time. */
export interface InstanceReport {
  readonly agent: string;
  readonly instance: string;
  readonly capabilities: readonly string[];
  readonly space: string;
  readonly pid?: number;
  readonly state?: LifecycleState;
  readonly load?: Presence['load'];
}

/** Resolves when every advertised instance has been heard, or after `waitMs`; the watch is closed. */
export async function listInstances(
  replica: Replica,
  presence: ReturnType<typeof watchPresence>,
  waitMs: number,
  clock: Clock,
): Promise<readonly InstanceReport[]> {
  const heard = () => new Map(presence.instances().map((each) => [`${each.agent}/${each.instance}`, each]));
  const complete = () => {
    const known = heard();
    return replica.adverts().every(({ agent, instance }) => known.has(`${agent}/${instance}`));
  };
  await new Promise<void>((resolve) => {
    const timer = clock.setTimeout(finish, waitMs);
    const watching = presence.onChange(() => complete() && finish());
    function finish() {
      clock.clearTimeout(timer);
      watching.close();
      resolve();
    }
    if (complete()) finish();
  });
  const known = heard();
  presence.close();
  return report(replica, known);
}

function report(replica: Replica, known: ReadonlyMap<string, PresentInstance>): InstanceReport[] {
  const byInstance = new Map<string, InstanceReport & { capabilities: string[] }>();
  for (const { agent, instance, capability, space, pid } of replica.adverts()) {
    const key = `${agent}/${instance}`;
    const said = known.get(key);
    const row: InstanceReport & { capabilities: string[] } = byInstance.get(key) ?? {
      agent,
      instance,
      capabilities: [],
      space: said?.space ?? space,
      pid: said?.pid ?? pid,
      ...(said === undefined ? {} : { state: said.state, load: said.load }),
    };
    row.capabilities.push(capability.name);
    byInstance.set(key, row);
  }
  return [...byInstance.values()].sort((a, b) => `${a.agent}/${a.instance}`.localeCompare(`${b.agent}/${b.instance}`));
}
