// How far a reporter is believed: as far as what it says of those whom one knows oneself agrees with what one saw, and not at
// all where chance does not explain the difference of a single one. A stranger who speaks only of strangers is believed a
// little.

import { meanOf, sightsAReporterMax } from './estimate.ts';
import { type Evidence, fadedTo, sightsOf } from './evidence.ts';

/** Before anything can be compared. */
const unknown = 0.5;
/** A comparison needs this many sights on both sides, or it says nothing. */
const sightsMin = 3;
/** Reports that are off by this share on average are not believed at all. */
const offMax = 0.4;
/** Standard deviations: chance alone goes farther once in a thousand comparisons. */
const chanceMax = 3.3;
/** How many comparisons the first belief counts as. */
const priorComparisons = 1;

/**
 * 0 to 1.
 * @param pairs what one saw oneself beside what the reporter says, of the same agent in the same capability
 */
export function credibilityOf(
  pairs: Iterable<{ readonly own: Evidence; readonly said: Evidence }>,
  average: number,
  nowMs: number,
): number {
  let compared = 0;
  let agreement = 0;
  for (const { own, said } of pairs) {
    const [mine, theirs] = [fadedTo(own, nowMs), fadedTo(said, nowMs)];
    if (sightsOf(mine) < sightsMin || sightsOf(theirs) < sightsMin) continue;
    if (deviationsApart(mine, theirs) > chanceMax) return 0;
    const off = Math.abs(meanOf(mine, average) - meanOf(theirs, average));
    agreement += Math.max(0, 1 - off / offMax);
    compared += 1;
  }
  return (agreement + priorComparisons * unknown) / (compared + priorComparisons);
}

/**
 * How far apart two shares of delivered attempts are, in standard deviations of what one and the same agent would show: the
 * test of two proportions (with one attempt of each kind added, so that none is certain). However much a reporter claims to
 * have seen counts as a few sights.
 */
function deviationsApart(mine: Evidence, theirs: Evidence): number {
  const [seen, claimed] = [sightsOf(mine), sightsOf(theirs)];
  const counted = Math.min(sightsAReporterMax, claimed);
  const both = (mine.done + (theirs.done * counted) / claimed + 1) / (seen + counted + 2);
  const deviation = Math.sqrt(both * (1 - both) * (1 / seen + 1 / counted));
  return Math.abs(mine.done / seen - theirs.done / claimed) / deviation;
}
