// What a scenario does to the mesh while it is under load: it is told the agents' processes, by what the instances say of
// themselves, and a signal when the load is over.

import { connectNats } from '@parley/bus/nats';
import { watchPresence } from '@parley/discovery';
import { messageOf, subjects } from '@parley/protocol';
import type { Scenario } from '../scenario.ts';
import { ScenarioError } from './load-scenario.ts';
import type { Known } from './mesh-place.ts';
import { pause } from './pause.ts';
import { seededRandom } from './random.ts';
import type { Watched } from './sampling.ts';

export interface Operating {
  begin(count: (what: string, by: number) => void): void;
  /** Resolves when it has ended. @throws ScenarioError with what it threw */
  end(): Promise<void>;
  /** The agents' processes right now. */
  processes(): readonly Watched[];
}

/** Undefined where nothing runs beside the load and the agents' processes are known already. */
export async function operating(
  { operate, up }: Scenario,
  { servers, mesh }: Known,
  seed: number,
  cleanUp: AsyncDisposableStack,
): Promise<Operating | undefined> {
  if (operate === undefined && up === undefined) return undefined;
  const inboxPrefix = subjects(mesh).replyPrefix('load');
  const bus = await connectNats({ servers: [servers], name: 'parley-load', inboxPrefix });
  cleanUp.defer(() => bus.close());
  const presence = watchPresence(bus, { mesh });
  cleanUp.defer(() => presence.close());
  const over = new AbortController();
  cleanUp.defer(() => over.abort());
  const pids = () => [...new Set(presence.instances().map(({ pid }) => pid))];
  let running: Promise<void> = Promise.resolve();
  return {
    begin(count) {
      const { signal } = over;
      running =
        operate?.({
          signal,
          random: seededRandom(seed),
          pids,
          pause: (ms) => pause(ms, signal),
          count: (what, by = 1) => count(what, by),
        }) ?? running;
      // Awaited at the end; a rejection that nobody has heard yet would end the process.
      running.catch(() => undefined);
    },
    async end() {
      over.abort();
      try {
        await running;
      } catch (thrown) {
        throw new ScenarioError(`the scenario's operate failed: ${messageOf(thrown)}`, { cause: thrown });
      }
    },
    processes: () =>
      presence.instances().map(({ agent, instance, pid }) => ({ name: `${agent}/${instance}`, role: 'agent', pid })),
  };
}
