// `parley agents`: who is here, in what state, and what they can do.

import Table from 'cli-table3';
import { connectToMesh, type MeshOptions, type Setting } from './setting.ts';

/** @returns the exit code */
export async function agents(setting: Setting, options: MeshOptions): Promise<number> {
  await using mesh = await connectToMesh(setting, options);
  const instances = await mesh.instances();
  if (options.json) {
    console.log(JSON.stringify({ mesh: mesh.name, embedder: mesh.embedder, instances }));
    return 0;
  }
  console.log(tableOf(instances));
  console.log(`Embeddings by ${mesh.embedder.model} (${mesh.embedder.loader}), space ${mesh.embedder.space}.`);
  return 0;
}

function tableOf(instances: Awaited<ReturnType<Awaited<ReturnType<typeof connectToMesh>>['instances']>>): string {
  const table = new Table({
    head: ['agent', 'instance', 'state', 'working', 'pid', 'capabilities', 'space'],
    style: { head: [], border: [], compact: true },
  });
  for (const { agent, instance, state, load, pid, capabilities, space } of instances) {
    const working = load === undefined ? '?' : `${load.working} of ${load.slots}`;
    table.push([agent, instance, state ?? 'not heard', working, pid ?? '?', capabilities.join(', '), space]);
  }
  return table.toString();
}
