// Fuzzes the codec for longer than the suite does:
//
//   node packages/protocol/fuzz/main.ts [--seed N] [--cases N] [--json]
//
// Prints what the cases came to, by the way they were made. On a failure: the seed, the smallest case, exit code 1.

import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { messageOf } from '../src/index.ts';
import { checkDecoding } from './check.ts';
import { anySent } from './mutations.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    cases: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const cases = Number(values.cases);
if (!Number.isInteger(seed) || !Number.isInteger(cases) || cases < 1) {
  console.error('--seed and --cases are whole numbers, --cases at least 1.');
  process.exit(2);
}

const counts = new Map<string, Record<string, number>>();
const started = performance.now();
try {
  fc.assert(
    fc.property(anySent, ({ way, bytes }) => {
      const came = checkDecoding(bytes);
      const row = counts.get(way) ?? {};
      counts.set(way, { ...row, [came]: (row[came] ?? 0) + 1 });
    }),
    { seed, numRuns: cases },
  );
} catch (thrown) {
  console.error(messageOf(thrown));
  process.exit(1);
}

const total: Record<string, number> = {};
for (const row of counts.values()) for (const [came, n] of Object.entries(row)) total[came] = (total[came] ?? 0) + n;
const seconds = (performance.now() - started) / 1000;
if (values.json) {
  console.log(JSON.stringify({ seed, cases, seconds, total, byWay: Object.fromEntries(counts) }));
} else {
  console.log(`${cases} cases in ${seconds.toFixed(1)} s, seed ${seed}: every one a message or a typed error.\n`);
  console.table(Object.fromEntries([...[...counts].sort(), ['all', total]]));
}
