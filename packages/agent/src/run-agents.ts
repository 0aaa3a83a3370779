// `runAgents`: many agents in one process, on one connection and with one embedder. Each is an instance of its own, with
// an inbox, slots and a life of its own; they start together, or not at all, and are stopped together.

import { newInstanceId } from '@parley/mesh';
import { ParleyError, subjects } from '@parley/protocol';
import type { AgentDefinition } from './definition.ts';
import { openDoors } from './doors.ts';
import { type RunningAgent, type RunOptions, runAgent } from './run-agent.ts';

/** As for one agent, and said to each; only `onStopped` is told once, when the last of them has stopped. */
export type RunAgentsOptions = RunOptions;

export interface RunningAgents extends AsyncDisposable {
  /** In the order of their definitions. */
  readonly agents: readonly RunningAgent[];
  /** Stops all; each finishes what is under way within `drainMs`. */
  stop(reason?: string): Promise<void>;
}

/**
 * Runs one instance of each definition; resolves when all are advertised. Where one cannot start, none is left behind.
 * @throws ParleyError `bad-definition` where there is no definition; else as `runAgent`, the first of them
 */
export async function runAgents(
  definitions: readonly AgentDefinition[],
  options: RunAgentsOptions = {},
): Promise<RunningAgents> {
  if (definitions.length === 0) {
    throw new ParleyError('bad-definition', 'There is no agent to run: give "runAgents" at least one definition.');
  }
  const { mesh = 'default', onStopped, ...each } = options;
  const doors = await openDoors(options, {
    mesh,
    inboxPrefix: subjects(mesh).replyPrefix(newInstanceId()),
    who: `${definitions.length} agents`,
    name: `parley-agents-${process.pid}`,
  });
  let living = definitions.length;
  const released = Promise.withResolvers<void>();
  const gone = (): void => {
    living -= 1;
    if (living > 0) return;
    doors.release().then(released.resolve, released.reject);
    onStopped?.();
  };
  const { bus, embedder } = doors;
  const started = await Promise.allSettled(
    definitions.map((definition) => runAgent(definition, { ...each, mesh, bus, embedder, onStopped: gone })),
  );
  const failed = started.find((one) => one.status === 'rejected');
  const agents = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stopEach = (reason: string) => Promise.all(agents.map((agent) => agent.stop(reason)));
  if (failed !== undefined) {
    await stopEach('another agent of its process could not start');
    await doors.abandon();
    throw failed.reason;
  }
  const stop = async (reason = 'it is stopped'): Promise<void> => {
    await stopEach(reason);
    await released.promise;
  };
  return { agents, stop, [Symbol.asyncDispose]: () => stop() };
}
