// Processor time and memory of the processes of a run, once a second. A process that is gone has no more samples.

import pidusage from 'pidusage';

type Role = 'caller' | 'agent' | 'broker' | 'supervisor';

/** A process to look at. */
export interface Watched {
  readonly name: string;
  readonly role: Role;
  readonly pid: number;
}

interface Sampled extends Watched {
  readonly samples: { readonly atMs: number; readonly cpuCores: number; readonly memoryBytes: number }[];
}

type WhoIsThere = () => Promise<readonly Watched[]> | readonly Watched[];

const everyMs = 1_000;

export class Sampling {
  readonly #processes = new Map<number, Sampled>();
  readonly #startAtMs: number;
  readonly #now: WhoIsThere;
  #timer: NodeJS.Timeout | undefined;

  /** @param now the processes there are, asked anew each time, since some are replaced */
  constructor(startAtMs: number, now: WhoIsThere) {
    this.#startAtMs = startAtMs;
    this.#now = now;
  }

  get processes(): readonly Sampled[] {
    return [...this.#processes.values()].filter(({ samples }) => samples.length > 0);
  }

  async start(): Promise<void> {
    await this.#sample(false);
    this.#timer = setInterval(() => void this.#sample(true), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    pidusage.clear();
  }

  // The first look at a process tells its time since it began, which is of no use.
  async #sample(isKept: boolean): Promise<void> {
    for (const { name, role, pid } of await this.#now()) {
      if (!this.#processes.has(pid)) this.#processes.set(pid, { name, role, pid, samples: [] });
    }
    const pids = [...this.#processes.keys()];
    const usages: Readonly<Record<string, pidusage.Status>> = await pidusage(pids).catch(() => ({}));
    const atMs = performance.now() - this.#startAtMs;
    for (const [pid, { samples }] of this.#processes) {
      const usage = usages[pid];
      if (!usage || !isKept) continue;
      samples.push({ atMs, cpuCores: usage.cpu / 100, memoryBytes: usage.memory });
    }
  }
}
