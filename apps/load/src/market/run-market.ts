// Runs the experiments one after the other, by the same seeds each time.

import { type Experiment, experiments } from './experiments.ts';
import { type MarketRow, marketRows } from './market-report.ts';

export interface MarketPlan {
  readonly quick: boolean;
  /** Experiments whose title contains it. */
  readonly only: string;
}

export function chosenExperiments({ only }: MarketPlan): readonly Experiment[] {
  return experiments.filter(({ title }) => title.includes(only));
}

/** @throws what `stop` says, where it is aborted */
export async function runMarket(
  plan: MarketPlan,
  tell: (line: string) => void,
  stop: AbortSignal,
): Promise<readonly MarketRow[]> {
  const rows: MarketRow[] = [];
  for (const each of chosenExperiments(plan)) {
    const count = plan.quick ? each.seedsQuick : each.seeds;
    tell(`${each.title}: ${count} runs`);
    const startMs = performance.now();
    const figures = await each.run(
      Array.from({ length: count }, (_, i) => i + 1),
      () => stop.throwIfAborted(),
    );
    rows.push(...marketRows(each, { seeds: count, judged: !plan.quick }, figures));
    tell(`${each.title}: ${((performance.now() - startMs) / 1_000).toFixed(0)} s`);
  }
  return rows;
}
