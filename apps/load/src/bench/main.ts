// `npm run bench`: a nats-server of its own, the processes of all contenders, the rounds, the report. Exit code 0 where
// every row is valid, whether or not what was expected was met; 1 where an operation failed; 130 after Ctrl-C.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBroker } from '@parley/broker';
import { machineFacts } from '../machine-facts.ts';
import type { MarketReport } from '../market/market-report.ts';
import { chosenExperiments, runMarket } from '../market/run-market.ts';
import { Field } from './field.ts';
import { joiningNotMeasured } from './joining/joining-plan.ts';
import { runJoinings } from './joining/run-joinings.ts';
import { memoryReportOf } from './memory/memory-report.ts';
import { runMemory } from './memory/memory-run.ts';
import { type BenchOptions, type MarketOptions, type MemoryOptions, readOptions, type Wanted } from './options.ts';
import { type PagePart, pageWith } from './page.ts';
import { contenders, crews, notMeasured } from './plan/plan.ts';
import { type Report, ratiosOf, rowOf } from './report.ts';
import { marketMarkdown, memoryMarkdown, reportMarkdown } from './report-markdown.ts';
import { marketText, memoryText, reportText } from './report-text.ts';
import { cellsOf, runRounds } from './rounds.ts';

const pageFile = fileURLToPath(new URL('../../../../docs/performance.md', import.meta.url));
// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to;
// the workers inherit it.
process.env.ORT_DISABLE_TELEMETRY ??= '1';
const tell = (line: string) => process.stderr.write(`bench: ${line}\n`);

function ownBroker() {
  const serverPath = process.env.PARLEY_NATS_SERVER;
  return startBroker({ ...(serverPath ? { serverPath } : {}), env: process.env });
}

async function measure(options: BenchOptions, stop: AbortSignal): Promise<Report> {
  const { pace, comparisons, joinings, profileDir, write } = options;
  await using broker = await ownBroker();
  const machine = machineFacts(broker.version);
  const cells = cellsOf(comparisons);
  const needed = contenders.filter(({ name }) => cells.some((cell) => cell.contender === name));
  if (profileDir !== undefined) await mkdir(profileDir, { recursive: true });
  if (cells.length > 0) {
    tell(`starting the processes of ${needed.length} contenders on nats-server ${broker.version}`);
    await using field = await Field.open({
      servers: broker.url,
      contenders: needed,
      crews,
      profileDir: profileDir === undefined ? undefined : resolve(profileDir),
    });
    await runRounds(field, cells, pace, tell, stop);
  }
  // On a server of its own: each mesh reserves its part of the disk, and the others have theirs on the first.
  await using emptyBroker = await ownBroker();
  return {
    date: new Date().toISOString(),
    command: `npm run bench --${pace.rounds === 5 ? '' : ` --rounds ${pace.rounds}`}${write ? ' --write' : ''}`,
    machine,
    pace,
    contenders: needed.map(({ name, about }) => ({ name, about })),
    rows: cells.map(rowOf),
    ratios: ratiosOf(cells),
    joinings: await runJoinings(emptyBroker.url, joinings, pace, tell, stop),
    notMeasured: [...notMeasured, ...joiningNotMeasured],
  };
}

async function writePage(part: PagePart, text: string): Promise<void> {
  const page = await readFile(pageFile, 'utf8').catch(() => '');
  await writeFile(pageFile, pageWith(page, part, text));
  tell(`wrote ${pageFile}`);
}

async function bench(options: BenchOptions, stop: AbortSignal): Promise<boolean> {
  const report = await measure(options, stop);
  if (options.write) await writePage('bench', reportMarkdown(report));
  process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report)}\n`);
  return [...report.rows, ...report.joinings].every(({ valid }) => valid);
}

async function memory({ asks, json, write }: MemoryOptions, stop: AbortSignal): Promise<boolean> {
  await using broker = await ownBroker();
  const told = {
    date: new Date().toISOString(),
    command: `npm run bench -- memory --asks ${asks}${write ? ' --write' : ''}`,
    machine: machineFacts(broker.version),
  };
  const report = memoryReportOf(told, await runMemory(broker.url, asks, tell, stop));
  if (write) await writePage('memory', memoryMarkdown(report));
  process.stdout.write(`${json ? JSON.stringify(report) : memoryText(report)}\n`);
  return report.valid;
}

async function market(options: MarketOptions, stop: AbortSignal): Promise<boolean> {
  const { json, write } = options;
  const report: MarketReport = {
    date: new Date().toISOString(),
    command: `npm run bench:market${write ? ' -- --write' : ''}`,
    machine: machineFacts(),
    experiments: chosenExperiments(options).map(({ title, about }) => ({ title, about })),
    rows: await runMarket(options, tell, stop),
  };
  if (write) await writePage('market', marketMarkdown(report));
  process.stdout.write(`${json ? JSON.stringify(report) : marketText(report)}\n`);
  return true;
}

function run(wanted: Wanted, stop: AbortSignal): Promise<boolean> {
  if ('memory' in wanted) return memory(wanted.memory, stop);
  return 'market' in wanted ? market(wanted.market, stop) : bench(wanted.bench, stop);
}

async function main(): Promise<void> {
  const wanted = readOptions(process.argv.slice(2));
  const stop = new AbortController();
  process.once('SIGINT', () => {
    tell('stopping after this measurement');
    stop.abort();
  });
  const valid = await run(wanted, stop.signal);
  process.exitCode = valid ? 0 : 1;
}

main().catch((thrown) => {
  const isStop = thrown instanceof Error && thrown.name === 'AbortError';
  tell(isStop ? 'stopped' : thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = isStop ? 130 : 1;
});
