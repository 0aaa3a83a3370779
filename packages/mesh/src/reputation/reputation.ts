// What a client expects of agents: by its own sights, kept under its name in the mesh's bucket, and by what others report
// there. Nobody waits for the bucket: without it, a client goes by what it saw itself.

import type { Bus, Clock } from '@parley/bus';
import {
  averageOf,
  credibilityOf,
  type Estimate,
  type Evidence,
  estimate,
  nothingSeen,
  type Sight,
  together,
  withSight,
} from '@parley/contract-net';
import type { Logger } from 'pino';
import { nameOf, Reports, type Subject } from './reports.ts';
import { ReputationBucket } from './reputation-bucket.ts';

export interface ReputationOptions {
  readonly bus: Bus;
  readonly mesh: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whose sights these are, also after a restart. */
  readonly reporter: string;
  /** Tells those apart that have the name at the same time. */
  readonly instance: string;
}

interface Facts {
  /** The share of all attempts that delivered. */
  readonly average: number;
  /** How far each reporter is believed. */
  readonly credibility: ReadonlyMap<string, number>;
  /** Who else has seen anybody in a capability, by its name. */
  readonly reporters: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Who has seen less, faded, has no opinion any more. */
const sightsMin = 0.5;

/** Evidence fades and reports come: what is expected is worked out anew so often. */
const goodForMs = 5_000;

export class Reputation {
  readonly #options: ReputationOptions;
  readonly #reports = new Reports();
  /** What this instance saw; the rest of its name's is among the reports. */
  readonly #seen = new Map<string, { readonly subject: Subject; readonly evidence: Evidence }>();
  readonly #bucket: ReputationBucket;
  readonly #estimates = new Map<string, Estimate>();
  #facts: Facts = { average: averageOf([], 0), credibility: new Map(), reporters: new Map() };
  #goodUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: ReputationOptions) {
    const { bus, mesh, clock, log, reporter, instance } = options;
    this.#options = options;
    const isOwn = (key: { readonly reporter: string; readonly instance: string }) =>
      key.reporter === reporter && key.instance === instance;
    this.#bucket = new ReputationBucket({
      bus,
      mesh,
      clock,
      put: (key, evidence) => {
        if (!isOwn(key) && !this.#reports.set(key, evidence)) log.warn('there are more reports than can be kept');
      },
      // One's own that is gone (a broker that came back empty) is written again.
      deleted: (key) => {
        const seen = this.#seen.get(nameOf(key));
        if (!isOwn(key)) this.#reports.delete(key);
        else if (seen !== undefined) this.#bucket.write(key, seen.evidence);
      },
      failed: (text) => log.warn(text),
    });
  }

  /** What is expected of an agent in a capability now. */
  of(agent: string, capability: string): Estimate {
    this.#refresh();
    const subject = { agent, capability };
    const name = nameOf(subject);
    let found = this.#estimates.get(name);
    if (found === undefined) {
      found = this.#estimate(subject);
      this.#estimates.set(name, found);
    }
    return found;
  }

  /** How an attempt ended. */
  saw(agent: string, capability: string, sight: Sight): void {
    const { reporter, instance, clock } = this.#options;
    const subject = { agent, capability };
    const name = nameOf(subject);
    const evidence = withSight(this.#seen.get(name)?.evidence ?? nothingSeen, sight, clock.epochMs());
    this.#seen.set(name, { subject, evidence });
    this.#estimates.delete(name);
    this.#bucket.write({ ...subject, reporter, instance }, evidence);
  }

  /** Writes what is not written yet. */
  close(): Promise<void> {
    return this.#bucket.close();
  }

  #refresh(): void {
    const { clock } = this.#options;
    if (clock.now() < this.#goodUntilMs) return;
    this.#goodUntilMs = clock.now() + goodForMs;
    this.#estimates.clear();
    this.#facts = this.#look(clock.epochMs());
  }

  #look(nowMs: number): Facts {
    const all: Evidence[] = [];
    const pairs = new Map<string, { own: Evidence; said: Evidence }[]>();
    const reporters = new Map<string, Set<string>>();
    const subjects = new Map(this.#reports.subjects().map((each) => [nameOf(each), each]));
    for (const [name, { subject }] of this.#seen) subjects.set(name, subject);
    for (const subject of subjects.values()) {
      const own = this.#own(subject, nowMs);
      all.push(own);
      for (const reporter of this.#others(subject)) {
        const said = this.#reports.of(subject, reporter, nowMs);
        all.push(said);
        if (said.done + said.failed >= sightsMin) addTo(reporters, subject.capability, reporter);
        pairs.set(reporter, [...(pairs.get(reporter) ?? []), { own, said }]);
      }
    }
    const average = averageOf(all, nowMs);
    return {
      average,
      reporters,
      credibility: new Map(Array.from(pairs, ([name, each]) => [name, credibilityOf(each, average, nowMs)])),
    };
  }

  #estimate(subject: Subject): Estimate {
    const nowMs = this.#options.clock.epochMs();
    const { average, credibility, reporters } = this.#facts;
    const others = Array.from(reporters.get(subject.capability) ?? [], (reporter) => ({
      evidence: this.#reports.of(subject, reporter, nowMs),
      credibility: credibility.get(reporter) ?? 0,
    }));
    return estimate(this.#own(subject, nowMs), others, average, nowMs);
  }

  #others(subject: Subject): readonly string[] {
    return this.#reports.reportersOf(subject).filter((each) => each !== this.#options.reporter);
  }

  #own(subject: Subject, nowMs: number): Evidence {
    const before = this.#reports.of(subject, this.#options.reporter, nowMs);
    return together(before, this.#seen.get(nameOf(subject))?.evidence ?? nothingSeen, nowMs);
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}
