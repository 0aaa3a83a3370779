// What is published of the market: each figure of each experiment, and whether what was expected of it was met.

import type { Table } from '../bench/report-tables.ts';
import type { MachineFacts } from '../machine-facts.ts';
import type { Experiment, Figure } from './experiments.ts';

export interface MarketRow extends Figure {
  readonly experiment: string;
  readonly seeds: number;
  /** Null where nothing is expected, or the runs are too few. */
  readonly met: boolean | null;
}

export interface MarketReport {
  readonly date: string;
  readonly command: string;
  readonly machine: MachineFacts;
  readonly experiments: readonly { readonly title: string; readonly about: string }[];
  readonly rows: readonly MarketRow[];
}

export const marketNotMeasured: readonly string[] = [
  'speed: time is simulated, in one process and without a broker; the messages are those of the real mesh',
  'loss and delay of messages, agents that die, prices that depend on demand',
  'callers who coordinate under many names: nobody proves who they are to the reputation',
];

/** @param judged false where the runs are too few to say whether anything was met */
export function marketRows(
  { title }: Experiment,
  { seeds, judged }: { readonly seeds: number; readonly judged: boolean },
  figures: readonly Figure[],
): MarketRow[] {
  return figures.map((figure) => ({ ...figure, experiment: title, seeds, met: judged ? isMet(figure) : null }));
}

function isMet({ value, atMost, atLeast }: Figure): boolean | null {
  if (atMost !== undefined) return value <= atMost;
  return atLeast === undefined ? null : value >= atLeast;
}

export function marketTablesOf({ rows }: Pick<MarketReport, 'rows'>): Table[] {
  return [
    {
      title: 'The market',
      head: ['experiment', 'runs', 'what', 'figure', 'expected', ''],
      rows: rows.map(({ experiment, seeds, what, value, atMost, atLeast, met }) => [
        experiment,
        String(seeds),
        what,
        value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(3),
        atMost !== undefined ? `<= ${atMost}` : atLeast === undefined ? '' : `>= ${atLeast}`,
        met === null ? '' : met ? 'met' : 'not met',
      ]),
    },
  ];
}

export function marketAbout({ experiments }: MarketReport): string[] {
  return experiments.map(({ title, about }) => `${title}: ${about}`);
}
