// The first half of the example: services that exist become agents of a mesh, and not a line is written for it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expectSame, expectThat } from './as-it-should-be.ts';
import type { Stage } from './stage.ts';
import { prices, type VendorName, wanted } from './vendors.ts';
import { agentFolder } from './workspace.ts';

export async function startServices(stage: Stage): Promise<void> {
  const started = await Promise.all(stage.names.map((name) => stage.startService(name)));
  for (const { name, url } of started) {
    const { info, paths } = (await (await fetch(new URL('/openapi.json', url))).json()) as Document;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    stage.story.say(`${name.padEnd(nameWidth)}${url}  ${operations.join(', ')}  ${info.description}`);
  }
}

const nameWidth = 11;
const dryRunsMax = 20;

interface Document {
  readonly info: { readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export async function wrapServices(stage: Stage): Promise<void> {
  for (const name of stage.names) await wrap(stage, { service: name, agent: name, document: '/openapi.json' });
}

interface Wrapping {
  readonly service: VendorName;
  readonly agent: string;
  /** The path of its OpenAPI document. */
  readonly document: string;
}

/** Makes an agent of a service. */
export async function wrap(
  stage: Stage,
  { service, agent, document }: Wrapping,
  more: readonly string[] = [],
): Promise<void> {
  const out = agentFolder(agent);
  const url = `${stage.service(service).url}${document}`;
  for (const line of await stage.parley([
    'wrap',
    'openapi',
    url,
    '--allow-private',
    '--price',
    prices[service],
    '--out',
    out,
    ...more,
  ])) {
    stage.story.say(`  ${line}`, 'quiet');
  }
  expectThat(existsSync(join(stage.workspace.root, out, 'package.json')), `there is no package in ${out}`);
}

export async function startMesh(stage: Stage): Promise<void> {
  const { agents, failed } = await stage.startMesh();
  stage.story.say('Here on a free port, and keeping nothing.', 'quiet');
  expectSame('what did not start', failed, []);
  expectSame('the number of agents', agents.length, stage.names.length);
  const offered = stage.mesh.capabilities();
  for (const { agent, capability } of offered) {
    const fields = Object.keys((capability.input as { readonly properties: object }).properties);
    stage.story.say(`${agent.padEnd(nameWidth)}${capability.name} (${fields.join(', ')})`);
  }
  for (const each of Object.values(wanted)) await untilAllAnswer(stage, each);
  expectSame('who is there', offered.map(({ agent }) => agent).sort(), [...stage.names].sort());
}

/**
 * Asks without an award until everybody who is asked has answered: an agent's first bid after its start can take longer, on a
 * busy machine, than a call for bids waits.
 */
async function untilAllAnswer({ mesh }: Stage, { intent, input }: { intent: string; input: object }): Promise<void> {
  for (let tries = 1; tries <= dryRunsMax; tries += 1) {
    const { bidders } = await mesh.dryRun(intent, { input });
    if (bidders.every(({ answer }) => answer !== 'none')) return;
  }
  throw new Error(`"${intent}": not everybody who was asked answered in any of ${dryRunsMax} dry runs`);
}
