// The processes of all contenders, started once and kept for the whole run, so that every round finds them warm. Those
// that are not measured wait; what they do meanwhile (heartbeats) is the same for all.

import type { Load, Measured } from './order.ts';
import type { Contender, Crews } from './plan/chapter.ts';
import { WorkerProcess } from './worker-process.ts';

export interface FieldOptions {
  readonly servers: string;
  readonly contenders: readonly Contender[];
  readonly crews: Crews;
  /** A folder for processor profiles, one file a process, written when it ends. */
  readonly profileDir?: string | undefined;
}

/** One load of one contender. Processor time of its processes per operation, warm-up included. */
export interface Run extends Measured {
  readonly callerCpuUs: number;
  readonly crewCpuUs: number;
}

interface Placed {
  readonly caller: WorkerProcess;
  readonly crew: readonly WorkerProcess[];
}

export class Field implements AsyncDisposable {
  readonly #options: FieldOptions;
  readonly #crews = new Map<string, WorkerProcess[]>();
  readonly #placed = new Map<string, Placed>();

  private constructor(options: FieldOptions) {
    this.#options = options;
  }

  /** Starts everything; on a failure what was started is ended. @throws Error with what a module said */
  static async open(options: FieldOptions): Promise<Field> {
    const field = new Field(options);
    try {
      for (const contender of options.contenders) await field.#place(contender);
      return field;
    } catch (thrown) {
      await field.close();
      throw thrown;
    }
  }

  /** @throws Error where a process fails or does not answer */
  async run(contender: string, load: Load): Promise<Run> {
    const { caller, crew } = this.#placed.get(contender)!;
    const before = await spentUs([caller], crew);
    const measured = await caller.measure(load);
    const after = await spentUs([caller], crew);
    const share = load.durationMs / (load.warmUpMs + load.durationMs);
    const per = (us: number) => (us * share) / measured.operations;
    return { ...measured, callerCpuUs: per(after.callers - before.callers), crewCpuUs: per(after.crew - before.crew) };
  }

  /** Callers first, so that nobody is called who is gone. */
  async close(): Promise<void> {
    await Promise.all([...this.#placed.values()].map(({ caller }) => caller.close()));
    await Promise.all([...this.#crews.values()].flat().map((each) => each.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #place(contender: Contender): Promise<void> {
    const crew = contender.crew === undefined ? [] : await this.#crew(contender.crew);
    const caller = await this.#start(contender.name, contender.module, contender.options);
    this.#placed.set(contender.name, { caller, crew });
  }

  async #crew(name: string): Promise<readonly WorkerProcess[]> {
    const known = this.#crews.get(name);
    if (known !== undefined) return known;
    const started: WorkerProcess[] = [];
    this.#crews.set(name, started);
    for (const { module, options } of this.#options.crews[name] ?? []) {
      started.push(await this.#start(`${name}-${started.length + 1}`, module, options));
    }
    return started;
  }

  #start(name: string, module: string, options: Contender['options'] = {}): Promise<WorkerProcess> {
    const { servers, profileDir } = this.#options;
    const file = `${name.replaceAll(/\W+/g, '-')}.cpuprofile`;
    const flags =
      profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, `--cpu-prof-name=${file}`];
    return WorkerProcess.start(name, { module, servers, group: 'bench', options }, flags);
  }
}

async function spentUs(callers: readonly WorkerProcess[], crew: readonly WorkerProcess[]) {
  const sum = async (workers: readonly WorkerProcess[]) =>
    (await Promise.all(workers.map((each) => each.spentUs()))).reduce((a, b) => a + b, 0);
  return { callers: await sum(callers), crew: await sum(crew) };
}
