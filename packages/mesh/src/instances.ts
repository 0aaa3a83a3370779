// Who is here right now: the advertised instances, joined with what each says of itself in its heartbeats, and those
// that are heard and advertise nothing.

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
  /** Since its last word. */
  readonly seenMsAgo?: number;
}

export interface InstancesOptions {
  /** How long at most; two beats unless said. */
  readonly waitMs?: number;
  /** Waits all of that time, so that those are heard as well who advertise nothing: who drains, say. */
  readonly everybody?: boolean;
}

/** Resolves when every advertised instance has been heard, or after `waitMs`; the watch is closed. */
export async function listInstances(
  replica: Replica,
  presence: ReturnType<typeof watchPresence>,
  { waitMs, everybody }: Required<InstancesOptions>,
  clock: Clock,
): Promise<readonly InstanceReport[]> {
  const heard = () => new Map(presence.instances().map((each) => [`${each.agent}/${each.instance}`, each]));
  const complete = () => {
    const known = heard();
    return replica.adverts().every(({ agent, instance }) => known.has(`${agent}/${instance}`));
  };
  await new Promise<void>((resolve) => {
    const timer = clock.setTimeout(finish, waitMs);
    const watching = presence.onChange(() => !everybody && complete() && finish());
    function finish() {
      clock.clearTimeout(timer);
      watching.close();
      resolve();
    }
    if (!everybody && complete()) finish();
  });
  const known = heard();
  presence.close();
  return report(replica, known, clock.now());
}

function report(replica: Replica, known: ReadonlyMap<string, PresentInstance>, nowMs: number): InstanceReport[] {
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
      ...(said === undefined ? {} : { state: said.state, load: said.load, seenMsAgo: nowMs - said.lastSeenMs }),
    };
    row.capabilities.push(capability.name);
    byInstance.set(key, row);
  }
  // Who drains advertises nothing any more, and is still here.
  for (const [key, { agent, instance, state, load, pid, space, lastSeenMs }] of known) {
    if (!byInstance.has(key))
      byInstance.set(key, {
        agent,
        instance,
        capabilities: [],
        space,
        pid,
        state,
        load,
        seenMsAgo: nowMs - lastSeenMs,
      });
  }
  return [...byInstance.values()].sort((a, b) => `${a.agent}/${a.instance}`.localeCompare(`${b.agent}/${b.instance}`));
}
