// An author's `start`: run once, with what an agent has beside any task. Its client is the instance's own.

import type { Asking, AskOptions, CapabilityDefinition, Mesh } from '@parley/mesh';
import type { StartContext } from './context.ts';
import type { Instance } from './instance.ts';
import { sleep } from './sleep.ts';

/** Resolves when `start` is done. @param signal aborted when the instance stops. @throws what `start` throws */
export async function start(instance: Instance, signal: AbortSignal): Promise<void> {
  const { definition, clock, config, store, log } = instance;
  if (definition.start === undefined) return;
  const mesh = await instance.client.get();
  await definition.start({
    mesh: withinLife(mesh, signal),
    instance: instance.instance,
    config,
    store,
    log,
    signal,
    now: () => clock.epochMs(),
    sleep: (ms) => sleep(clock, ms, signal),
  });
}

// What it asks for ends with it.
function withinLife(mesh: Mesh, signal: AbortSignal): StartContext['mesh'] {
  const ask = (what: string | CapabilityDefinition, options: AskOptions = {}): Asking => {
    const bound = { ...options, signal: options.signal ? AbortSignal.any([signal, options.signal]) : signal };
    return typeof what === 'string' ? mesh.ask(what, bound) : mesh.ask(what, bound);
  };
  return {
    ask: ask as Mesh['ask'],
    signal: (topic, told) => mesh.signal(topic, told),
    onSignal: (topic, handler) => mesh.onSignal(topic, handler),
  };
}
