// The keeper: every agent of the workspace that is to run, kept up one for one. It follows the workspace: what is new is
// started, what is gone is stopped, what has changed is replaced.

import { basename } from 'node:path';
import type { AgentEntry } from '../roster/roster.ts';
import type { AgentSettings, RosterFile } from '../roster/roster-file.ts';
import type { Identity } from './agent-process.ts';
import { KeptAgent, type KeptSetting } from './kept-agent.ts';
import { watchMemory } from './memory.ts';
import type { RestartPolicy } from './restart-policy.ts';
import type { StartFailure } from './start-failure.ts';

export interface KeeperOptions extends Omit<KeptSetting, 'policy'> {
  readonly policy: RestartPolicy;
  readonly memoryMbMax: number;
  readonly roster: RosterFile;
  /** A process of one's own that is silent is killed when it has been so for this long. */
  readonly hungMs: number;
}

export class Keeper {
  readonly #options: KeeperOptions;
  readonly #kept = new Map<string, KeptAgent>();
  readonly #hung = new Map<string, NodeJS.Timeout>();
  readonly #memory: { close(): void };

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#memory = watchMemory(() => this.#kept.values(), {
      limitOf: ({ entry }) => this.#settingsOf(entry).memoryMbMax ?? options.memoryMbMax,
      log: options.log,
    });
  }

  /** All that is kept, whatever its state. */
  get agents(): readonly KeptAgent[] {
    return [...this.#kept.values()];
  }

  /** Starts what is new, stops what is gone, and configures what stays. @returns those that were started */
  follow(entries: readonly AgentEntry[]): readonly KeptAgent[] {
    const wanted = new Map(entries.flatMap((entry) => this.#instancesOf(entry)).map((each) => [each.name, each]));
    for (const [name, kept] of this.#kept) {
      if (wanted.has(name)) continue;
      this.#options.log.info(`${name} is stopped: its package is gone`);
      this.#kept.delete(name);
      void kept.stop();
    }
    const started: KeptAgent[] = [];
    for (const [name, entry] of wanted) {
      const before = this.#kept.get(name);
      before?.configure(this.#settingFor(entry));
      if (before !== undefined) continue;
      const kept = new KeptAgent(entry, this.#settingFor(entry));
      this.#kept.set(name, kept);
      started.push(kept);
      kept.start();
    }
    return started;
  }

  /** Resolves when each of these runs, or will not by itself. */
  async settled(agents: readonly KeptAgent[]): Promise<{ running: string[]; failed: StartFailure[] }> {
    const failures = await Promise.all(agents.map((each) => each.settled()));
    return {
      running: agents.flatMap(({ name }, index) => (failures[index] === undefined ? [name] : [])),
      failed: failures.filter((each) => each !== undefined),
    };
  }

  /** The kept instances of an agent, or that one of them. */
  find(agent: string, instance: string): readonly KeptAgent[] {
    return this.agents.filter(
      (each) => each.agent === agent && (instance === 'all' || each.identity?.instance === instance),
    );
  }

  /** Somebody took this one for dead. Of one's own it is seen whether it comes back; else it is killed. */
  silent({ agent, instance }: Identity): void {
    const [kept] = this.find(agent, instance);
    if (kept === undefined) return;
    const { hungMs, log } = this.#options;
    const timer = setTimeout(() => {
      this.#hung.delete(`${agent}/${instance}`);
      if (kept.identity?.instance !== instance) return;
      log.warn({ agent, instance, pid: kept.pid }, `${agent}/${instance} lives and says nothing: it is killed`);
      kept.kill();
    }, hungMs);
    this.#hung.set(`${agent}/${instance}`, timer);
  }

  /** One that was taken for dead is heard again. */
  returned({ agent, instance }: Identity): void {
    clearTimeout(this.#hung.get(`${agent}/${instance}`));
    this.#hung.delete(`${agent}/${instance}`);
  }

  async stop(): Promise<void> {
    this.#memory.close();
    for (const timer of this.#hung.values()) clearTimeout(timer);
    await Promise.all(this.agents.map((each) => each.stop()));
  }

  #instancesOf(entry: AgentEntry): readonly AgentEntry[] {
    const { enabled = true, instances = 1 } = this.#settingsOf(entry);
    if (!enabled) return [];
    return Array.from({ length: instances }, (_, i) =>
      i === 0 ? entry : { ...entry, name: `${entry.name}#${i + 1}` },
    );
  }

  #settingFor(entry: AgentEntry): KeptSetting {
    const { config = {}, env = {}, shutdownMs, record, ...settings } = this.#settingsOf(entry);
    const { order, policy } = this.#options;
    return {
      ...this.#options,
      order: {
        ...order,
        config: { ...order.config, ...entry.config, ...config },
        ...(entry.agent === undefined ? {} : { agent: entry.agent }),
        ...(record === undefined ? {} : { record }),
      },
      env: { ...this.#options.env, ...env },
      shutdownMs: shutdownMs ?? this.#options.shutdownMs,
      policy: { ...policy, ...policyOf(settings) },
    };
  }

  #settingsOf({ name, folder }: { readonly name: string; readonly folder: string }): AgentSettings {
    const { defaults = {}, agents } = this.#options.roster;
    return { ...defaults, ...(agents[name.replace(/#\d+$/, '')] ?? agents[basename(folder)]) };
  }
}

function policyOf({ restart, intensity, periodMs, backOffMs, backOffMsMax, startMs }: AgentSettings) {
  const said = { restart, intensity, periodMs, backOffMs, backOffMsMax, startMs };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Partial<RestartPolicy>;
}
