// From evidence to what is expected of an agent: the mean of a Beta posterior, and its deviation. One's own sights count in
// full. What others report counts as one opinion, their median weighted by how well each agreed with oneself
// before, and never as more than a few sights. Who has not seen an agent says that it is as the average: so a minority
// cannot sink an agent, nor lift one, not even by speaking first, when everybody would avoid it and nobody would find out.
// Who was never seen is taken for the average of all. A choice gives the benefit of the doubt to who is
// little known, until it fails, and of equals not the first that was ever tried gets everything.

import { type Evidence, fadedTo, sightsOf } from './evidence.ts';

/** What one reporter saw, nothing perhaps, and how far it is believed: 0 to 1. */
export interface Report {
  readonly evidence: Evidence;
  readonly credibility: number;
}

/** What is expected of an agent in a capability. */
export interface Estimate {
  /** That it delivers: 0 to 1. */
  readonly reliability: number;
  /** By how much that may be wrong: one standard deviation of the posterior. */
  readonly doubt: number;
  /** How many times its promised time it takes: 1 and more. */
  readonly timeFactor: number;
  /** How many sights of one's own it rests on, faded. */
  readonly ownSights: number;
  /** How many sights the others' opinion counts as. */
  readonly othersSights: number;
}

/** How many sights the average of all counts as, beside what was seen. */
const priorSights = 2;
/** However much one reporter saw, it counts as no more than this many sights. */
export const sightsAReporterMax = 10;
/** And all of them together count as no more than this many. */
const sightsOfOthersMax = 10;

/**
 * @param others all who report of the capability, also where they say nothing of this agent
 * @param average the share of all attempts anywhere that delivered: 0 to 1
 */
export function estimate(own: Evidence, others: readonly Report[], average: number, nowMs: number): Estimate {
  const mine = fadedTo(own, nowMs);
  const reports = others.map(({ evidence, credibility }) => {
    const seen = fadedTo(evidence, nowMs);
    const sights = Math.min(sightsAReporterMax, sightsOf(seen));
    return { weight: credibility, sights, share: meanOf(seen, average), lateness: latenessOf(seen) };
  });
  const othersSights = Math.min(sightsOfOthersMax, weightedSum(reports)) * shareThatSaw(reports);
  const opinion = weightedMedian(reports, ({ share }) => share) ?? average;
  const lateness = weightedMedian(reports, (each) => each.lateness) ?? 0;
  const ownSights = sightsOf(mine);
  const sights = ownSights + othersSights + priorSights;
  const reliability = (mine.done + othersSights * opinion + priorSights * average) / sights;
  return {
    reliability,
    doubt: deviationOf(reliability, sights),
    timeFactor: Math.exp((mine.lateness + othersSights * lateness) / (mine.done + othersSights + priorSights)),
    ownSights,
    othersSights,
  };
}

interface Weighed {
  readonly weight: number;
  readonly sights: number;
}

function weightedSum(reports: readonly Weighed[]): number {
  return reports.reduce((sum, { weight, sights }) => sum + weight * sights, 0);
}

/** 0 to 1, by weight. */
function shareThatSaw(reports: readonly Weighed[]): number {
  const all = reports.reduce((sum, { weight }) => sum + weight, 0);
  const saw = reports.reduce((sum, { weight, sights }) => sum + weight * Math.min(1, sights), 0);
  return all === 0 ? 0 : saw / all;
}

/** Of a Beta distribution, by its mean and the sum of its parameters. */
function deviationOf(mean: number, sights: number): number {
  return Math.sqrt((mean * (1 - mean)) / (sights + 1));
}

/** The posterior's mean of what one reporter saw. */
export function meanOf(evidence: Evidence, average: number): number {
  return (evidence.done + priorSights * average) / (sightsOf(evidence) + priorSights);
}

/** How late on average a result was, as a logarithm, drawn towards none where few came. */
function latenessOf({ lateness, done }: Evidence): number {
  return lateness / (done + priorSights);
}

/**
 * The share of attempts that delivered, over everything that anybody saw of anybody; one half before anything was. No
 * single evidence counts as more than a few sights.
 */
export function averageOf(all: Iterable<Evidence>, nowMs: number): number {
  let done = 0;
  let seen = 0;
  for (const evidence of all) {
    const faded = fadedTo(evidence, nowMs);
    const counts = Math.min(1, sightsAReporterMax / Math.max(1, sightsOf(faded)));
    done += counts * faded.done;
    seen += counts * sightsOf(faded);
  }
  return (done + 1) / (seen + 2);
}

function weightedMedian<Item extends { readonly weight: number }>(
  items: readonly Item[],
  numberOf: (item: Item) => number,
): number | undefined {
  const sorted = items.filter(({ weight }) => weight > 0).sort((a, b) => numberOf(a) - numberOf(b));
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const item of sorted) {
    sum += item.weight;
    if (sum >= half) return numberOf(item);
  }
  return undefined;
}
