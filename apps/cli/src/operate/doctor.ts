// `parley doctor`: what is well and what is not, each with the command that mends it. It changes nothing.

import { accessSync, constants, mkdirSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { connectNats } from '@parley/bus/nats';
import { connect } from '@parley/mesh';
import { buckets, messageOf, subjects } from '@parley/protocol';
import { exitCodes } from '../exit-codes.ts';
import { findMeshFile } from '../mesh-file.ts';
import { type MeshOptions, placeOf, type Setting } from '../setting.ts';
import { aboutPorts } from './doctor-ports.ts';
import { aboutClock, aboutStores, tellStores } from './doctor-stores.ts';

interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What mends it. */
  readonly mend?: string;
}

const floor = [2, 9, 10] as const;
const slowRoundTripMs = 250;
const freeMibMin = 512;
const answersWithinMs = 3_000;
const mebibyte = 1024 * 1024;

/** @returns 0 where nothing fails, 1 else */
export async function doctor(setting: Setting, options: MeshOptions): Promise<number> {
  const { cwd } = setting;
  const ports = await aboutPorts(findMeshFile(cwd)?.health, answersWithinMs);
  const findings = [aboutFolder(cwd), aboutProcesses(cwd), ports, ...(await aboutMesh(setting, options))];
  if (options.json) console.log(JSON.stringify({ findings }));
  else {
    for (const { what, state, text, mend } of findings) {
      const tone = state === 'ok' ? 'good' : state === 'warn' ? 'strong' : 'bad';
      console.log(setting.paint({ tone, text: `${state.padEnd(5)} ${what.padEnd(10)} ${text}` }));
      if (mend !== undefined) console.log(`      ${' '.repeat(10)} mend it: ${mend}`);
    }
  }
  return findings.some(({ state }) => state === 'fail') ? exitCodes.internal : exitCodes.done;
}

function aboutFolder(cwd: string): Finding {
  const what = 'folder';
  const folder = join(cwd, '.parley');
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const freeMib = Math.round((bavail * bsize) / mebibyte);
    if (freeMib >= freeMibMin) return { what, state: 'ok', text: `.parley is writable, ${freeMib} MiB are free` };
    return { what, state: 'fail', text: `only ${freeMib} MiB are free`, mend: `free some of the disk of ${folder}` };
  } catch (thrown) {
    return { what, state: 'fail', text: messageOf(thrown), mend: `chmod u+rwx ${folder}` };
  }
}

// Agents whose supervisor is gone: they drain and end by themselves, unless they are stuck.
function aboutProcesses(cwd: string): Finding {
  const what = 'processes';
  const strays = processes().filter(
    ({ command, parent }) => /agent\/src\/host\/main\.ts/.test(command) && parent === 1,
  );
  if (strays.length > 0) {
    const pids = strays.map(({ pid }) => pid).join(' ');
    return { what, state: 'warn', text: `agents without a supervisor: ${pids}`, mend: `kill -9 ${pids}` };
  }
  const file = findMeshFile(cwd);
  if (file === undefined)
    return { what, state: 'ok', text: 'no mesh of this folder is up, and nothing of one is left' };
  return { what, state: 'ok', text: `"parley up" runs with pid ${file.pid}, and no process is left over` };
}

function processes(): readonly { pid: number; parent: number; command: string }[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
          const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
          return [{ pid: Number(name), parent, command }];
        } catch {
          return [];
        }
      });
  } catch {
    // Not Linux: nothing is known of processes.
    return [];
  }
}

async function aboutMesh(setting: Setting, options: MeshOptions): Promise<readonly Finding[]> {
  const place = placeOf(setting, options);
  const servers = place.servers.split(',');
  const inboxPrefix = subjects(place.mesh).replyPrefix('doctor');
  const bus = await connectNats({
    servers,
    name: 'parley-doctor',
    inboxPrefix,
    connectTimeoutMs: answersWithinMs,
  }).catch((thrown: unknown) => messageOf(thrown));
  if (typeof bus === 'string') {
    return [{ what: 'broker', state: 'fail', text: `none answers at ${place.servers}: ${bus}`, mend: 'npx parley up' }];
  }
  try {
    const findings: Finding[] = [aboutVersion(bus.info.version, place.servers)];
    const startMs = performance.now();
    const bucket = await bus.keyValue(buckets(place.mesh).store);
    await bucket.get('doctor');
    const tookMs = performance.now() - startMs;
    findings.push({
      what: 'jetstream',
      state: tookMs > slowRoundTripMs ? 'warn' : 'ok',
      text: `answers in ${tookMs.toFixed(1)} ms`,
      ...(tookMs > slowRoundTripMs ? { mend: 'look at the load and the disk of the broker' } : {}),
    });
    const told = await tellStores(bus, place.mesh, answersWithinMs);
    findings.push(aboutStores(told), aboutClock(told));
    return [...findings, ...(await aboutAgents(place))];
  } catch (thrown) {
    const mend = 'start the broker with JetStream (nats-server -js) and enough storage, or use "npx parley up"';
    return [
      aboutVersion(bus.info.version, place.servers),
      { what: 'jetstream', state: 'fail', text: messageOf(thrown), mend },
    ];
  } finally {
    await bus.close();
  }
}

function aboutVersion(version: string, servers: string): Finding {
  const what = 'broker';
  const parts = version.split('.').map((part) => Number.parseInt(part, 10));
  const text = `nats-server ${version} at ${servers}`;
  for (const [index, least] of floor.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) break;
    if (part < least) {
      return { what, state: 'fail', text: `${text} is too old`, mend: `use ${floor.join('.')} or newer` };
    }
  }
  if (parts[0] === 2 && (parts[1] ?? 0) < 11) {
    // Measured: a key's own time to live is ignored, and its expiry is not told.
    return { what, state: 'ok', text: `${text}; before 2.11 no event tells of an expired key, so heartbeats do` };
  }
  return { what, state: 'ok', text };
}

async function aboutAgents(place: ReturnType<typeof placeOf>): Promise<readonly Finding[]> {
  const mesh = await connect({ ...place, servers: place.servers.split(','), record: 'off' });
  try {
    const instances = await mesh.instances();
    const { model, loader, space } = mesh.embedder;
    const others = instances.filter((each) => each.space !== space);
    const silent = instances.filter(({ state }) => state === undefined);
    return [
      {
        what: 'model',
        state: others.length > 0 ? 'fail' : 'ok',
        text: `${model} (${loader}), space ${space}${others.length > 0 ? `; ${others.length} instances have another` : ''}`,
        ...(others.length > 0 ? { mend: 'start all with the same PARLEY_MODEL' } : {}),
      },
      {
        what: 'agents',
        state: silent.length > 0 || instances.length === 0 ? 'warn' : 'ok',
        text: `${instances.length} instances${silent.length > 0 ? `, of which silent: ${silent.map(({ agent, instance }) => `${agent}/${instance}`).join(', ')}` : ''}`,
        ...(instances.length === 0 ? { mend: 'npx parley up' } : {}),
        ...(silent.length > 0 ? { mend: 'npx parley restart <agent>' } : {}),
      },
    ];
  } finally {
    await mesh.close();
  }
}
