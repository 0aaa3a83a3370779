// `npm run bench`: a nats-server of its own, the processes of all contenders, the rounds, the report. Exit code 0 where
// every row is valid, whether or not what was expected was met; 1 where an operation failed; 130 after Ctrl-C.

import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBroker } from '@parley/broker';
import { Field } from './field.ts';
import { machineFacts } from './machine-facts.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { contenders, crews, notMeasured } from './plan/plan.ts';
import { type Report, ratiosOf, rowOf } from './report.ts';
import { reportMarkdown } from './report-markdown.ts';
import { reportText } from './report-text.ts';
import { cellsOf, runRounds } from './rounds.ts';

const page = fileURLToPath(new URL('../../../../docs/performance.md', import.meta.url));
// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to;
// the workers inherit it.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const tell = (line: string) => process.stderr.write(`bench: ${line}\n`);

async function measure({ pace, comparisons, profileDir, write }: BenchOptions, stop: AbortSignal): Promise<Report> {
  const serverPath = process.env.PARLEY_NATS_SERVER;
  await using cleanUp = new AsyncDisposableStack();
  const broker = await startBroker({ ...(serverPath ? { serverPath } : {}), env: process.env });
  cleanUp.use(broker);
  const machine = machineFacts(broker.version);
  const cells = cellsOf(comparisons);
  const needed = contenders.filter(({ name }) => cells.some((cell) => cell.contender === name));
  if (profileDir !== undefined) await mkdir(profileDir, { recursive: true });
  tell(`starting the processes of ${needed.length} contenders on nats-server ${broker.version}`);
  const field = await Field.open({
    servers: broker.url,
    contenders: needed,
    crews,
    profileDir: profileDir === undefined ? undefined : resolve(profileDir),
  });
  cleanUp.defer(() => field.close());
  await runRounds(field, cells, pace, tell, stop);
  return {
    date: new Date().toISOString(),
    command: `npm run bench --${pace.rounds === 5 ? '' : ` --rounds ${pace.rounds}`}${write ? ' --write' : ''}`,
    machine,
    pace,
    contenders: needed.map(({ name, about }) => ({ name, about })),
    rows: cells.map(rowOf),
    ratios: ratiosOf(cells),
    notMeasured,
  };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const stop = new AbortController();
  process.once('SIGINT', () => {
    tell('stopping after this measurement');
    stop.abort();
  });
  const report = await measure(options, stop.signal);
  if (options.write) {
    await writeFile(page, reportMarkdown(report));
    tell(`wrote ${page}`);
  }
  process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report)}\n`);
  process.exitCode = report.rows.every(({ valid }) => valid) ? 0 : 1;
}

main().catch((thrown) => {
  const isStop = thrown instanceof Error && thrown.name === 'AbortError';
  tell(isStop ? 'stopped' : thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = isStop ? 130 : 1;
});
