// From what was measured to figures: percentiles beside what is expected, and what was violated.

import { availableParallelism, cpus, loadavg, platform, release } from 'node:os';
import { quantileSorted } from 'simple-statistics';
import {
  type Charge,
  type HistoryEntry,
  outcomeCounts,
  reasonsNotDone,
  type Violation,
  violationsOf,
} from './history.ts';
import type { ChaosOptions } from './options.ts';
import { sceneNames } from './scene-names.ts';
import type { Measured } from './scenes/scene.ts';

export interface Figure {
  readonly name: string;
  readonly unit: Measured['unit'];
  readonly samples: number;
  /** Null where there are no samples. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  /** Of the 95th percentile; null where nothing is expected. */
  readonly atMost: number | null;
  readonly met: boolean | null;
}

export interface ChaosReport {
  readonly date: string;
  readonly command: string;
  readonly machine: string;
  readonly loadBefore: number;
  readonly seed: number;
  readonly figures: readonly Figure[];
  readonly asks: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** The most frequent reasons of those that are not done, with their counts. */
  readonly notDone: readonly (readonly [reason: string, count: number])[];
  readonly charges: number;
  readonly violations: readonly Violation[];
  /** Why it broke off before all scenes were played; null where it did not. */
  readonly failure: string | null;
}

const reasonsMax = 5;
const loadBefore = Math.round(loadavg()[0]! * 100) / 100;

export function reportOf(
  options: ChaosOptions,
  measured: readonly Measured[],
  history: readonly HistoryEntry[],
  charges: readonly Charge[],
  failure: string | null,
): ChaosReport {
  return {
    date: new Date().toISOString(),
    command: commandOf(options),
    machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores, ${platform()} ${release()}, node ${process.versions.node}`,
    loadBefore,
    seed: options.seed,
    figures: measured.map(figureOf),
    asks: history.filter(({ type }) => type === 'asked').length,
    outcomes: outcomeCounts(history),
    notDone: reasonsNotDone(history).slice(0, reasonsMax),
    charges: charges.length,
    violations: violationsOf(history, charges),
    failure,
  };
}

export function figureOf({ name, unit, values, atMost }: Measured): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted.length === 0 ? null : rounded(quantileSorted(sorted, share)));
  const p95 = at(0.95);
  const met = atMost === undefined ? null : p95 !== null && p95 <= atMost;
  return { name, unit, samples: values.length, p50: at(0.5), p95, max: at(1), atMost: atMost ?? null, met };
}

function commandOf({ seed, kills, stops, inFlight, quietSeconds, idleSeconds, scenes }: ChaosOptions): string {
  const only = scenes.length < sceneNames.length ? ` --only ${scenes.join(' ')}` : '';
  return `npm run chaos -- --seed ${seed} --kills ${kills} --stops ${stops} --in-flight ${inFlight} --quiet-seconds ${quietSeconds} --idle-seconds ${idleSeconds}${only}`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
