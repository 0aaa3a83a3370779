// The knee of a ramp: the highest offered rate that the mesh kept up with. It is looked for from the slow end, second by
// second, until three in a row fall behind, so that one pause of the machine is not taken for it.

import type { Figure } from '../scenario.ts';
import type { Window } from './load-report.ts';

/** A second is kept up with where nearly all that was due was done, little failed, and it was answered as fast as before. */
const doneShareMin = 0.95;
const failedShareMax = 0.01;
const slowerTimesMax = 10;
const behindInARow = 3;

export function kneeOf(windows: readonly Window[]): readonly Figure[] {
  const offered = windows.filter((each) => each.offered > 0);
  const first = offered.slice(0, 5).flatMap(({ p50Us }) => (p50Us === null ? [] : [p50Us]));
  if (first.length === 0) return [];
  const usualUs = first.sort((a, b) => a - b)[first.length >> 1]!;
  let knee = 0;
  let behind = 0;
  for (const each of offered) {
    if (isKeptUpWith(each, usualUs)) {
      behind = 0;
      knee = Math.max(knee, each.offered / (each.durationMs / 1_000));
    } else {
      behind += 1;
      if (behind === behindInARow) break;
    }
  }
  const reached = behind === behindInARow;
  const about = reached
    ? 'the highest rate kept up with: 95 % done in its second, at most 1 % failed, p50 at most ten times as at first'
    : 'no knee was reached: the mesh kept up with the whole ramp, so this is the highest rate that was offered';
  return [{ name: 'knee', value: Math.round(knee), unit: '/s', about }];
}

function isKeptUpWith({ offered, done, failed, p50Us }: Window, usualUs: number): boolean {
  const ended = done + failed;
  if (done < doneShareMin * offered || p50Us === null) return false;
  return failed <= failedShareMax * ended && p50Us <= slowerTimesMax * usualUs;
}
