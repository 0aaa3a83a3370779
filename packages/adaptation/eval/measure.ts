// Runs an adapter over derived changes and counts what came of them, by rule and in all.

import type { Adapted, Adapter } from '../src/index.ts';
import { judge, type Verdict } from './judge.ts';
import type { DerivedCase } from './rules/change.ts';

export interface Counts {
  readonly cases: number;
  /** Cases whose right answer is a value. */
  readonly solvable: number;
  readonly right: number;
  readonly asked: number;
  readonly wrong: number;
}

export interface Figures extends Counts {
  readonly wrongRate: number;
  /** Of the solvable. */
  readonly askedRate: number;
  readonly byRule: Readonly<Record<string, Counts>>;
}

export interface Judged {
  readonly derived: DerivedCase;
  readonly answer: Adapted;
  readonly verdict: Verdict;
}

/** What the figures must keep to. */
export const goals = { wrongRateMax: 0.005, askedRateMax: 0.15 } as const;

export async function judgeAll(adapter: Adapter, cases: readonly DerivedCase[]): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const derived of cases) {
    const { payload, target, source } = derived;
    const answer = await adapter.adapt({ payload, target, ...(source === undefined ? {} : { source }) });
    judged.push({ derived, answer, verdict: judge(derived, answer) });
  }
  return judged;
}

export function figuresOf(judged: readonly Judged[]): Figures {
  const rules = [...new Set(judged.map(({ derived }) => derived.rule))];
  const byRule = Object.fromEntries(
    rules.map((rule) => [rule, count(judged.filter(({ derived }) => derived.rule === rule))]),
  );
  const all = count(judged);
  return {
    ...all,
    wrongRate: all.wrong / Math.max(1, all.cases),
    askedRate: all.asked / Math.max(1, all.solvable),
    byRule,
  };
}

export function meetsGoals({ wrongRate, askedRate }: Figures): boolean {
  return wrongRate <= goals.wrongRateMax && askedRate <= goals.askedRateMax;
}

function count(judged: readonly Judged[]): Counts {
  const of = (verdict: Verdict): number => judged.filter((each) => each.verdict === verdict).length;
  const solvable = judged.filter(({ derived }) => derived.due.type === 'value').length;
  return { cases: judged.length, solvable, right: of('right'), asked: of('asked'), wrong: of('wrong') };
}
