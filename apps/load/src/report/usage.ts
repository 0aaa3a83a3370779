// Who used how much in each second of a run: the samples of all processes, gone through once.

import type { SampledProcess } from '../run/load-report.ts';

export interface Usage {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

type BySecond = ReadonlyMap<number, Usage>;

/** Seconds since the load began, each with the sum over those processes that were looked at in it. */
export function usageBySecond(processes: readonly SampledProcess[]): BySecond {
  const bySecond = new Map<number, Usage>();
  for (const { samples } of processes) {
    for (const { atMs, cpuCores, memoryBytes } of samples) {
      const second = Math.round(atMs / 1_000);
      const before = bySecond.get(second) ?? { cpuCores: 0, memoryBytes: 0 };
      bySecond.set(second, {
        cpuCores: before.cpuCores + cpuCores,
        memoryBytes: before.memoryBytes + memoryBytes,
      });
    }
  }
  return bySecond;
}
