// What `up` says when all is up: for a program one line of JSON, for a person where it is and what to try next.

import { durationText } from '@parley/mesh';
import type { MeshFile } from '../mesh-file.ts';
import type { Paint } from '../paint.ts';
import { defaultServers, type Setting } from '../setting.ts';
import type { UpBroker } from './own-broker.ts';
import type { Supervisor, SupervisorReady } from './supervisor-process.ts';

export interface UpFacts {
  readonly broker: UpBroker;
  readonly supervisor: Supervisor;
  readonly ready: SupervisorReady;
  readonly file: MeshFile;
  readonly options: { readonly json?: boolean; readonly temporary?: boolean; readonly watch?: boolean };
  readonly startMs: number;
}

/** What `up --json` says when all is up; the pid and the folder of a broker that is not ours are null. */
export interface UpReady extends SupervisorReady {
  readonly servers: string;
  readonly mesh: string;
  readonly pids: { readonly up: number; readonly broker: number | null; readonly supervisor: number | null };
  readonly storeDir: string | null;
  readonly startupMs: number;
}

/** For a program `{"ready": UpReady}`. */
export function tellReady({ paint }: Setting, facts: UpFacts): void {
  const { broker, supervisor, ready, file, options, startMs } = facts;
  const startupMs = Math.round(performance.now() - startMs);
  if (options.json) {
    const pids = { up: file.pid, broker: broker.pid ?? null, supervisor: supervisor.pid ?? null };
    const where = { servers: broker.url, mesh: file.mesh };
    const told: UpReady = { ...where, ...ready, pids, storeDir: broker.storeDir ?? null, startupMs };
    console.log(JSON.stringify({ ready: told }));
    return;
  }
  for (const line of linesFor(facts, startupMs, paint)) console.log(line);
}

function failureLines({ agent, reason, hint, lastLines }: SupervisorReady['failed'][number], paint: Paint) {
  return [
    paint({ tone: 'bad', text: `  ${agent} does not run: ${reason}` }),
    ...lastLines.map((line) => paint({ tone: 'quiet', text: `    | ${line}` })),
    `    ${hint}`,
  ];
}

function linesFor({ broker, ready, file, options }: UpFacts, startupMs: number, paint: Paint): readonly string[] {
  // A mesh that is noted in .parley is found without a word, and so is one at the default address.
  const found = !options.temporary || broker.url === defaultServers;
  const where = `${found ? '' : ` --servers ${broker.url}`}${found || file.mesh === 'default' ? '' : ` --mesh ${file.mesh}`}`;
  const up = `The mesh "${file.mesh}" is up at ${broker.url}, with ${ready.agents.length} agents, in ${durationText(startupMs)}.`;
  return [
    '',
    paint({ tone: 'good', text: up }),
    ...ready.failed.flatMap((each) => failureLines(each, paint)),
    '',
    'In another terminal, in this folder:',
    `  npx parley agents${where}`,
    // In single quotes, or the shell takes "$5" for a variable.
    `  npx parley ask 'I need to process $50 USD'${where}`,
    `  npx parley ask 'I need to process $50 USD' --prefer price${where}`,
    `  npx parley explain last${where}`,
    ...(options.watch ? ['  npx turbo gen agent --args weather && npm install'] : []),
    '',
    ...(options.watch ? [paint({ tone: 'quiet', text: 'Saving an agent restarts it.' })] : []),
    paint({ tone: 'quiet', text: `Health: ${ready.health}/readyz, numbers: ${ready.health}/metrics. Ctrl-C ends it.` }),
  ];
}
