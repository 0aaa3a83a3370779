// The figures as a person wants to read them: each set in all, and rule by rule.

import type { Tried } from './calibrate.ts';
import { type Counts, type Figures, goals, meetsGoals } from './measure.ts';

/** Lines of text, the last one ended. */
export function printSet(name: string, figures: Figures): string {
  const lines = [`${name}: ${figures.cases} changes, ${figures.solvable} of them solvable`, ''];
  lines.push(`${''.padEnd(24)}${['changes', 'right', 'asked', 'wrong'].map((each) => each.padStart(9)).join('')}`);
  for (const [rule, counts] of Object.entries(figures.byRule)) lines.push(row(rule, counts));
  lines.push(row('all', figures), '');
  lines.push(`adapted rightly, or asked where one must: ${percent(figures.right / figures.cases)}`);
  lines.push(`asked, of the solvable: ${percent(figures.askedRate)} (goal: at most ${percent(goals.askedRateMax)})`);
  lines.push(`wrong: ${percent(figures.wrongRate)} (goal: at most ${percent(goals.wrongRateMax)})`);
  lines.push(meetsGoals(figures) ? 'the goals are met' : 'THE GOALS ARE MISSED', '');
  return `${lines.join('\n')}\n`;
}

/** The best points of a calibration. */
export function printCalibration(tried: readonly Tried[]): string {
  const lines = ['similarity   margin together    doubt    asked    wrong'];
  for (const { thresholds, figures } of tried.slice(0, 12)) {
    const { similarity, margin, together, doubt } = thresholds;
    lines.push(
      [similarity, margin, together, doubt].map((each) => each.toFixed(2).padStart(9)).join('') +
        [figures.asked, figures.wrong].map((each) => String(each).padStart(9)).join(''),
    );
  }
  return `${lines.join('\n')}\n`;
}

function row(name: string, { cases, right, asked, wrong }: Counts): string {
  return `${name.padEnd(24)}${[cases, right, asked, wrong].map((each) => String(each).padStart(9)).join('')}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
