// The figures as a person wants to read them: the model and the baseline side by side, then each draw and each domain.

import type { Figures } from './measure-set.ts';

export interface Report {
  readonly model: string;
  readonly space: string;
  readonly figures: Figures;
  readonly baseline: Figures;
  readonly runs: readonly { readonly set: string; readonly figures: Figures }[];
}

const rows: readonly [label: string, pick: (figures: Figures) => number | null][] = [
  ['R@1', (it) => it.recallAt1],
  ['R@5', (it) => it.recallAt5],
  ['R@1, paraphrases', (it) => it.recallAt1Paraphrases],
  ['out-of-scope AUROC', (it) => it.auroc],
  ['  near', (it) => it.aurocNear],
  ['  far', (it) => it.aurocFar],
  ['threshold', (it) => it.threshold],
  ['false routes', (it) => it.falseRouteRate],
  ['  near', (it) => it.falseRouteRateNear],
  ['  far', (it) => it.falseRouteRateFar],
  ['false refusals', (it) => it.falseRefusalRate],
];

/** Lines of text, the last one ended. */
export function printFigures({ model, space, figures, baseline, runs }: Report, baselineName: string): string {
  const width = 28;
  const lines = [`${runs.length > 1 ? `Mean of ${runs.length} draws` : runs[0]?.set} (${space})`, ''];
  lines.push(`${''.padEnd(width)}${model.padStart(18)}${baselineName.padStart(16)}`);
  for (const [label, pick] of rows) {
    const [own, other] = [pick(figures), pick(baseline)];
    if (own !== null) lines.push(`${label.padEnd(width)}${shown(own).padStart(18)}${shown(other).padStart(16)}`);
  }
  if (runs.length > 1) {
    lines.push('', 'draw                     R@1     R@5   AUROC  false routes  false refusals');
    for (const { set, figures: each } of runs) {
      const cells = [each.recallAt1, each.recallAt5, each.auroc].map((it) => shown(it).padStart(8)).join('');
      const rates = `${shown(each.falseRouteRate).padStart(14)}${shown(each.falseRefusalRate).padStart(16)}`;
      lines.push(`${set.padEnd(20)}${cells}${rates}`);
    }
  }
  lines.push('', 'R@1 by domain');
  for (const [group, value] of Object.entries(figures.recallAt1ByGroup)) {
    lines.push(`  ${group.padEnd(width)}${shown(value)}`);
  }
  return `${lines.join('\n')}\n`;
}

function shown(value: number | null): string {
  return value === null ? '-' : value.toFixed(3);
}
