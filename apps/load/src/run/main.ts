// `npm run load -- <scenario>`: puts a mesh under load and says how it bore it. It ends with 0 where the load went to its
// end; with 1 where it broke off or could not begin; with 2 where what was typed is wrong; with 130 after Ctrl-C.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findMeshFile } from '@parley/cli/mesh-file';
import { messageOf } from '@parley/protocol';
import Table from 'cli-table3';
import { Command, CommanderError } from 'commander';
import { compareFiles, ReportError } from '../report/compare.ts';
import { writeReport } from '../report/write-report.ts';
import { findScenario, loadScenario, ScenarioError, scenarioNames } from './load-scenario.ts';
import { addRunOptions, OptionError, settled, type TypedOptions } from './options.ts';
import { Progress } from './progress.ts';
import { reportText } from './report-text.ts';
import { runLoad } from './run-load.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const { env } = process;
// npm changes the folder; what a user names is meant from where it was typed.
const cwd = env.INIT_CWD ?? process.cwd();
// The ONNX runtime reports to its maker, and leaves files in the temporary folder, unless it is told not to.
env.ORT_DISABLE_TELEMETRY ??= '1';
const stopCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** What the process ends with where nothing else is said. */
let exitCode = 0;

async function run(nameOrPath: string, typed: TypedOptions): Promise<void> {
  const path = findScenario(nameOrPath, cwd);
  const scenario = await loadScenario(path);
  const options = settled(typed, scenario, () => {
    const found = findMeshFile(cwd);
    return found === undefined ? undefined : { servers: found.url, mesh: found.mesh };
  });
  const progress = new Progress(process.stderr);
  const stop = new AbortController();
  for (const [signal, code] of Object.entries(stopCodes)) {
    process.on(signal, () => {
      exitCode = code;
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  const command = `npm run load -- ${process.argv.slice(2).join(' ')}`;
  try {
    const report = await runLoad({ scenario, path, options, command, env, root, progress, stop });
    progress.done();
    if (options.reportDir !== undefined) {
      const written = await writeReport(report, resolve(cwd, options.reportDir));
      progress.tell(`the report: ${written}`);
    }
    process.stdout.write(`${options.json ? JSON.stringify(report) : reportText(report)}\n`);
    if (report.stopped !== null && exitCode === 0) exitCode = 1;
  } finally {
    progress.done();
  }
}

async function list(): Promise<void> {
  const table = new Table({
    head: ['scenario', 'what it does'],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [18, 90],
  });
  for (const name of scenarioNames()) table.push([name, (await loadScenario(findScenario(name, cwd))).about]);
  process.stdout.write(`${table.toString()}\n`);
}

const program = new Command('npm run load --')
  .description('Puts a mesh under load and says how it bore it. docs/load.md tells all of it.')
  .exitOverride();
addRunOptions(
  program
    .command('run <scenario>', { isDefault: true })
    .description('a scenario by its name, or the path of a file of your own'),
).action(run);
program.command('list').description('the scenarios there are').action(list);
program
  .command('compare <before> <after>')
  .description('two reports (load.json), with confidence intervals')
  .option('--json', 'one JSON object on standard output', false)
  .action(async (before: string, after: string, { json }: { json: boolean }) => {
    process.stdout.write(`${await compareFiles(resolve(cwd, before), resolve(cwd, after), { json })}\n`);
  });

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) exitCode = thrown.exitCode === 0 ? 0 : 2;
  else {
    process.stderr.write(`load: ${messageOf(thrown)}\n`);
    const isMistake = [ScenarioError, OptionError, ReportError].some((kind) => thrown instanceof kind);
    if (exitCode === 0) exitCode = isMistake ? 2 : 1;
  }
}
process.exitCode = exitCode;
