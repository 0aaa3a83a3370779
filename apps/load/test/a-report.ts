// A report as a run would make it, from seeded seconds, for tests of what reads one.

import { Gathering } from '../src/run/gathering.ts';
import { LoadReport } from '../src/run/load-report.ts';
import { seededRandom } from '../src/run/random.ts';
import { Tally } from '../src/run/tally.ts';

export interface MadeUp {
  readonly seed: number;
  readonly seconds: number;
  readonly perS: number;
  readonly failure?: { readonly kind: string; readonly example: string };
  readonly open?: boolean;
}

export function aReport({ seed, seconds, perS, failure, open = false }: MadeUp): LoadReport {
  const random = seededRandom(seed);
  const gathering = new Gathering(0, false);
  for (let second = 0; second < seconds; second += 1) {
    const tally = new Tally();
    const count = Math.round(perS * (0.9 + random() * 0.2));
    for (let i = 0; i < count; i += 1) {
      tally.offered();
      tally.started();
      const serviceMs = (2 + -3 * Math.log(1 - random())) * (1_000 / perS);
      tally.ended({ latencyMs: serviceMs, serviceMs, bids: 3 });
      if (failure !== undefined && i % 10 === 0) tally.failed(failure.kind, failure.example);
      else tally.done();
    }
    gathering.add(0, second * 1_000 + 500, tally.take());
  }
  const windows = gathering.windows();
  return LoadReport.parse({
    kind: 'parley-load',
    version: 1,
    command: 'npm run load -- made-up',
    startedAt: '2026-11-27T00:00:00.000Z',
    seed,
    scenario: { name: 'made-up', about: 'seconds from a seed' },
    load: open ? { model: 'open', rate: { fromPerS: perS, toPerS: perS } } : { model: 'closed', inFlight: 8 },
    durationMs: seconds * 1_000,
    warmUpMs: 0,
    callers: 1,
    agents: 3,
    server: null,
    machine: { processor: 'p', cores: 2, memoryGiB: 24, system: 's', loadBefore: 0, versions: { node: '24' } },
    stopped: null,
    summary: gathering.summary(seconds * 1_000, open, null),
    histogram: gathering.histogram(open),
    windows,
    processes: [
      {
        name: 'caller-1',
        role: 'caller',
        pid: 1,
        samples: windows.map(({ atMs, done }) => ({
          atMs: atMs + 1_000,
          cpuCores: done * 1e-4 * (0.95 + random() * 0.1),
          memoryBytes: 8e7 + random() * 1e6,
        })),
      },
    ],
    figures: [],
  });
}
