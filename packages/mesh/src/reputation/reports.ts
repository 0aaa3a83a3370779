// What everybody says of everybody, as it stands in the bucket: by agent and capability, then by reporter, whose instances
// are one voice. It knows no bucket and no clock.

import { type Evidence, nothingSeen, together } from '@parley/contract-net';
import type { EvidenceKey } from '@parley/protocol';

/** A flood of keys shall not fill a client's memory. */
const keysMax = 100_000;

/** An agent in a capability. */
export interface Subject {
  readonly agent: string;
  readonly capability: string;
}

/** Evidence by the reporter's instance. */
type Voice = Map<string, Evidence>;

interface About {
  readonly subject: Subject;
  readonly voices: Map<string, Voice>;
}

export function nameOf({ agent, capability }: Subject): string {
  return `${agent}.${capability}`;
}

export class Reports {
  readonly #about = new Map<string, About>();
  #size = 0;

  /** False where there are too many already. */
  set(key: EvidenceKey, evidence: Evidence): boolean {
    const { agent, capability, reporter, instance } = key;
    const name = nameOf(key);
    const about = this.#about.get(name) ?? { subject: { agent, capability }, voices: new Map<string, Voice>() };
    const voice = about.voices.get(reporter) ?? new Map<string, Evidence>();
    if (!voice.has(instance)) {
      if (this.#size >= keysMax) return false;
      this.#size += 1;
    }
    voice.set(instance, evidence);
    about.voices.set(reporter, voice);
    this.#about.set(name, about);
    return true;
  }

  delete(key: EvidenceKey): void {
    if (this.#about.get(nameOf(key))?.voices.get(key.reporter)?.delete(key.instance)) this.#size -= 1;
  }

  /** What one reporter says of an agent in a capability, all its instances together. */
  of(subject: Subject, reporter: string, nowMs: number): Evidence {
    const voice = this.#about.get(nameOf(subject))?.voices.get(reporter) ?? new Map<string, Evidence>();
    return [...voice.values()].reduce((all, each) => together(all, each, nowMs), nothingSeen);
  }

  reportersOf(subject: Subject): readonly string[] {
    return [...(this.#about.get(nameOf(subject))?.voices.keys() ?? [])];
  }

  subjects(): readonly Subject[] {
    return Array.from(this.#about.values(), ({ subject }) => subject);
  }
}
