// What a run is measured on, in one shape: capabilities that are advertised together, utterances that one of them
// serves, and such as nobody serves. It knows no model.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MeaningfulText } from '../src/index.ts';

export interface EvaluationSet {
  readonly name: string;
  readonly capabilities: readonly (MeaningfulText & { readonly id: string; readonly group: string })[];
  /** `capability` is an id; `group` its domain. */
  readonly inScope: readonly {
    readonly text: string;
    readonly capability: string;
    readonly group: string;
    readonly paraphrase: boolean;
  }[];
  readonly outOfScope: readonly { readonly text: string; readonly near?: boolean }[];
}

interface Domain {
  readonly domain: string;
  readonly agent: string;
  readonly capabilities: readonly MeaningfulText[];
  readonly utterances: readonly { readonly text: string; readonly capability: string; readonly paraphrase?: boolean }[];
  readonly outOfScope: readonly { readonly text: string; readonly near?: boolean }[];
}

/** The set of the project's own making: twelve domains, each one agent, all advertised at once. */
export function ownSet(): EvaluationSet {
  const folder = join(import.meta.dirname, 'domains');
  const domains = readdirSync(folder)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Domain);
  const idOf = (agent: string, name: string) => `${agent}.${name}`;
  return {
    name: 'own set, twelve domains',
    capabilities: domains.flatMap(({ domain, agent, capabilities }) =>
      capabilities.map((each) => ({ ...each, id: idOf(agent, each.name), group: domain })),
    ),
    inScope: domains.flatMap(({ domain, agent, utterances }) =>
      utterances.map(({ text, capability, paraphrase = false }) => ({
        text,
        capability: idOf(agent, capability),
        group: domain,
        paraphrase,
      })),
    ),
    outOfScope: domains.flatMap(({ outOfScope }) => outOfScope),
  };
}
