// What is published of a memory run: each process by tenths, and whether the last tenth holds more than the second. The
// first is left out: it fills caches and compiles code.

import type { MachineFacts } from '../../machine-facts.ts';
import type { Failures, Memory } from '../order.ts';
import type { Table } from '../report-tables.ts';
import { type MemoryRole, memoryRoles, type Tenth } from './memory-run.ts';

/** The last tenth may hold this much more than the second. */
const growthMax = 0.05;

export const memoryNotMeasured: readonly string[] = [
  'days: a million asks take minutes, and what grows by the hour is not seen',
  'asks by words, failures, large inputs: the asks are for a capability, small, and all succeed',
  'the broker: its memory is bounded by its own limits',
];

export interface Growth {
  readonly role: MemoryRole;
  readonly of: 'resident' | 'heap';
  /** The last tenth over the second. */
  readonly ratio: number;
  readonly met: boolean;
}

export interface MemoryReport {
  readonly date: string;
  readonly command: string;
  readonly machine: MachineFacts;
  readonly asks: number;
  /** False where any ask failed; `failures` says how. */
  readonly valid: boolean;
  readonly failures: Failures;
  readonly tenths: readonly Tenth[];
  readonly growth: readonly Growth[];
}

const measures = { resident: 'residentBytes', heap: 'heapBytes' } as const satisfies Record<Growth['of'], keyof Memory>;

export function memoryReportOf(
  told: Pick<MemoryReport, 'date' | 'command' | 'machine'>,
  tenths: readonly Tenth[],
): MemoryReport {
  const failures: Record<string, number> = {};
  for (const tenth of tenths) {
    for (const [said, count] of Object.entries(tenth.failures)) failures[said] = (failures[said] ?? 0) + count;
  }
  const valid = Object.keys(failures).length === 0;
  const growth = memoryRoles.flatMap((role) =>
    (['resident', 'heap'] as const).map((of): Growth => {
      const held = (tenth: Tenth | undefined) => tenth?.memory[role][measures[of]] ?? Number.NaN;
      const ratio = held(tenths.at(-1)) / held(tenths[1]);
      return { role, of, ratio, met: valid && ratio <= 1 + growthMax };
    }),
  );
  return { ...told, asks: tenths.at(-1)?.asks ?? 0, valid, failures, tenths, growth };
}

export function memoryTablesOf({ asks, tenths, growth }: MemoryReport): Table[] {
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return [
    {
      title: `Memory over ${asks.toLocaleString('en')} asks, MiB after a collection`,
      head: ['asks', 'per second', ...memoryRoles.flatMap((role) => [`${role} resident`, `${role} heap`])],
      rows: tenths.map(({ asks: done, elapsedMs, memory }) => [
        done.toLocaleString('en'),
        Math.round((asks / tenths.length / elapsedMs) * 1_000).toLocaleString('en'),
        ...memoryRoles.flatMap((role) => [mib(memory[role].residentBytes), mib(memory[role].heapBytes)]),
      ]),
    },
    {
      title: 'The last tenth against the second',
      head: ['process', 'of', 'ratio', 'expected', ''],
      rows: growth.map(({ role, of, ratio, met }) => [
        role,
        of,
        ratio.toFixed(3),
        `<= ${1 + growthMax}`,
        met ? 'met' : 'not met',
      ]),
    },
  ];
}
