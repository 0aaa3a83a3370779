// `parley agents`: who is here, in what state, and what they can do.

import type { InstanceReport } from '@parley/mesh';
import { connectToMesh, type MeshOptions, type Setting } from './setting.ts';
import { tableText } from './table.ts';

/** @returns the exit code */
export async function agents(setting: Setting, options: MeshOptions): Promise<number> {
  await using mesh = await connectToMesh(setting, options);
  const instances = await mesh.instances();
  if (options.json) {
    console.log(JSON.stringify({ mesh: mesh.name, embedder: mesh.embedder, instances }));
    return 0;
  }
  console.log(tableOf(instances, mesh.embedder.space, setting.columns));
  const { model, loader, space } = mesh.embedder;
  console.log(setting.paint({ tone: 'quiet', text: `Embeddings by ${model} (${loader}), space ${space}.` }));
  return 0;
}

// The space is said once below; it is a column only where an agent has another one, which is never compared with it.
function tableOf(instances: readonly InstanceReport[], commonSpace: string, columns: number | undefined): string {
  const spaces = instances.some(({ space }) => space !== commonSpace);
  const heads = ['agent', 'instance', 'state', 'working', 'pid', 'capabilities', ...(spaces ? ['space'] : [])];
  const rows = instances.map(({ agent, instance, state, load, pid, capabilities, space }) => [
    agent,
    instance,
    state ?? 'not heard',
    load === undefined ? '?' : `${load.working} of ${load.slots}`,
    pid ?? '?',
    capabilities.join(', '),
    ...(spaces ? [space] : []),
  ]);
  return tableText(heads, rows, columns);
}
