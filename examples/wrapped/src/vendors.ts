// The cast: which services there are, what weather they have, what their agents cost, and how to ask each of them without
// any mesh, as a witness for what the mesh answers.

import type { RunningService } from './running-service.ts';

export const vendorNames = ['kursblatt', 'cambio', 'anschrift'] as const;
export type VendorName = (typeof vendorNames)[number];

/** The agent of Kursblatt's second release: beside the first, it needs a name of its own. */
export const secondKursblatt = 'kursblatt-v2';

/**
 * Both converters fail at times, and take their time: long enough to be killed while they work. A seed for each start, for
 * a run that shows what it should: Kursblatt fails at its very first request, and neither where nobody could take over.
 */
export const weather: Readonly<Record<VendorName, Weather | undefined>> = {
  kursblatt: { seeds: [1, 34], failures: 0.25, delayMs: 600 },
  cambio: { seeds: [4], failures: 0.25, delayMs: 120 },
  anschrift: undefined,
};

interface Weather {
  readonly seeds: readonly number[];
  readonly failures: number;
  readonly delayMs: number;
}

/** The command line of a service's first start, its second, ... */
export function serviceOptions(name: VendorName, starts: number): readonly string[] {
  const here = weather[name];
  if (here === undefined) return [];
  const seed = here.seeds[starts % here.seeds.length];
  return ['--seed', `${seed}`, '--failures', `${here.failures}`, '--delay', `${here.delayMs}`];
}

/** What each service's agents ask for a call: their operator says so, and no document does. */
export const prices: Readonly<Record<VendorName, string>> = { kursblatt: '0.01', cambio: '0.03', anschrift: '0.005' };

/** What is asked for, in words and with its input; an intent's words alone do not say what goes into which field. */
export const wanted = {
  conversion: {
    intent: 'convert 100 US dollars to euros',
    /** As Kursblatt's first release takes it. */
    input: { fromCurrency: 'USD', toCurrency: 'EUR', amount: '100' },
  },
  verdict: {
    intent: 'is Herrengasse 16, 8010 Graz a real address',
    input: { street: 'Herrengasse', houseNumber: '16', postalCode: '8010', city: 'Graz', country: 'AT' },
  },
} as const;

/** The same conversion as Cambio takes it. */
export const exchange = { source: { amount: '100', currency: 'USD' }, target: { currency: 'EUR' } } as const;

const answersWithinMs = 5_000;
const triesMax = 5;

/** What Kursblatt's first release answers. */
export function askKursblatt(service: RunningService, query: Readonly<Record<string, string>>): Promise<unknown> {
  return askDirectly(service, `/v1/convert?${new URLSearchParams(query)}`);
}

/** What a service itself answers; where it fails at that moment it is asked again. @throws Error with what it said */
export async function askDirectly({ name, url }: RunningService, path: string, body?: unknown): Promise<unknown> {
  const content = { 'content-type': 'application/json' };
  const asked = body === undefined ? {} : { method: 'POST', headers: content, body: JSON.stringify(body) };
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(new URL(path, url), { ...asked, signal: AbortSignal.timeout(answersWithinMs) });
    if (response.ok) return await response.json();
    const said = await response.text();
    if (response.status < 500 || tries === triesMax) throw new Error(`${name} answered ${response.status}: ${said}`);
  }
}
