// What the steps share: the workspace, the services, the mesh and the story. It opens each, and closes what is open, in the
// opposite order.

import { join } from 'node:path';
import { connect, type Mesh } from '@parley/mesh';
import { parley, startMesh, type Up } from './parley.ts';
import { type RunningService, startService } from './running-service.ts';
import type { Story } from './story.ts';
import { serviceOptions, type VendorName } from './vendors.ts';
import { agentFolder, makeWorkspace, type Workspace } from './workspace.ts';

const changesWithinMs = 15_000;

export class Stage {
  /** The services that are played with. */
  readonly names: readonly VendorName[];
  readonly story: Story;
  readonly workspace: Workspace;
  readonly #env: NodeJS.ProcessEnv;
  readonly #services = new Map<VendorName, RunningService[]>();
  readonly #closes: (() => unknown)[] = [];
  #up: Up | undefined;
  #mesh: Mesh | undefined;
  #isClosed = false;

  constructor(names: readonly VendorName[], story: Story, env: NodeJS.ProcessEnv) {
    this.names = names;
    this.story = story;
    this.workspace = makeWorkspace();
    // What Node makes of sources that are gone in a minute is kept nowhere else.
    this.#env = { ...env, NODE_COMPILE_CACHE: join(this.workspace.root, '.compile-cache') };
    this.#closeLater(() => this.workspace.remove());
  }

  /** Starts a service, or starts it again where it was. */
  async startService(name: VendorName): Promise<RunningService> {
    this.#assertOpen();
    const before = this.#services.get(name) ?? [];
    const where = before.slice(0, 1).flatMap(({ url }) => ['--port', new URL(url).port]);
    const options = [...serviceOptions(name, before.length), ...where];
    const service = await startService(name, this.workspace.root, options);
    this.#services.set(name, [...before, service]);
    this.#closeLater(() => service.process.stop());
    return service;
  }

  service(name: VendorName): RunningService {
    const service = this.#services.get(name)?.at(-1);
    if (service === undefined) throw new Error(`The service ${name} was not started.`);
    return service;
  }

  /** Runs the command, shown as one would type it. @returns its output */
  parley(args: readonly string[]): Promise<readonly string[]> {
    this.#assertOpen();
    this.story.command(`npx parley ${args.map(quoted).join(' ')}`);
    const { output, stop } = parley(this.workspace, args, this.#env);
    this.#closeLater(stop);
    return output;
  }

  /** Takes an agent out of the workspace, and so out of the mesh. */
  removeAgent(agent: string): void {
    this.story.command(`rm -r ${agentFolder(agent)}`);
    this.workspace.removeAgent(agent);
  }

  async startMesh(): Promise<Up> {
    this.#assertOpen();
    this.story.command('npx parley up --watch');
    const child = startMesh(this.workspace, this.#env);
    this.#closeLater(() => child.stop());
    const up = await child.ready;
    this.#up = up;
    const mesh = await connect({ servers: up.servers, mesh: up.mesh });
    this.#closeLater(() => mesh.close());
    this.#mesh = mesh;
    return up;
  }

  get mesh(): Mesh {
    if (this.#mesh === undefined) throw new Error('The mesh was not started.');
    return this.#mesh;
  }

  /** Resolves when the mesh offers what is wanted. @throws Error that says what it waited for */
  until(isSo: (offered: ReturnType<Mesh['capabilities']>) => boolean, what: string): Promise<void> {
    const { mesh } = this;
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!isSo(mesh.capabilities())) return;
        clearTimeout(timer);
        changes.close();
        resolve();
      };
      const timer = setTimeout(() => {
        changes.close();
        reject(new Error(`waited ${changesWithinMs} ms for ${what}`));
      }, changesWithinMs);
      const changes = mesh.onChange(look);
      look();
    });
  }

  /** Where a command finds the mesh. */
  get meshArgs(): readonly string[] {
    if (this.#up === undefined) throw new Error('The mesh was not started.');
    return ['--servers', this.#up.servers];
  }

  /** Ends all that was started; nothing more can be. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const each of this.#closes.splice(0).reverse()) await each();
  }

  /** What is there only when all is closed already is closed at once. */
  #closeLater(close: () => unknown): void {
    if (this.#isClosed) void close();
    else this.#closes.push(close);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Error('The example is at its end: nothing more is started.');
  }
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
