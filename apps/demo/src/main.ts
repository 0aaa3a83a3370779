// The demo: the main job on real intents, in a mesh of its own. `--json` prints one object instead of the story:
//
//   {"scenes": [{intent, outcome, shortlist, bids, winner, attempts, detectionMs, rerouteMs, receipts}], startupMs, totalMs}
//
// It ends with 0 if every scene ended as it should, with 1 otherwise, with 130 after Ctrl-C.

import { connect, type Mesh } from '@parley/mesh';
import { Command } from 'commander';
import { type MeshProcess, startMesh } from './mesh-process.ts';
import { fault, type Played, play } from './play.ts';
import { prompt } from './prompt.ts';
import { reportOf } from './report.ts';
import { scenes } from './scenes.ts';
import { ending, heading, teller } from './tell.ts';

interface Options {
  readonly json?: true;
  readonly prompt: boolean;
  readonly root?: string;
  readonly model?: string;
}

const options: Options = new Command('demo')
  .option('--json', 'print one JSON object instead of the story')
  .option('--no-prompt', 'do not ask for an intent at the end')
  .option('--root <folder>', 'the workspace whose agents are run')
  .option('--model <name>', 'the embedding model')
  .parse()
  .opts();
const startedAtMs = performance.now();
const say = (text: string) => (options.json ? process.stderr : process.stdout).write(`${text}\n`);
const interrupted = new AbortController();
const signalled = new Promise<number>((resolve) => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      interrupted.abort();
      resolve(code);
    });
  }
});

async function playAll(mesh: Mesh, { bankUrl }: MeshProcess): Promise<Played[]> {
  const played: Played[] = [];
  for (const [index, scene] of scenes.entries()) {
    say(heading(index + 1, scene));
    const each = await play(mesh, bankUrl, scene, options.json ? () => undefined : teller());
    if (!options.json) say(ending(each));
    played.push(each);
  }
  return played;
}

async function demo(running: MeshProcess): Promise<number> {
  await using mesh = await connect({
    servers: running.servers,
    mesh: running.mesh,
    ...(options.model === undefined ? {} : { model: options.model }),
  });
  const startupMs = Math.round(performance.now() - startedAtMs);
  say(
    `The mesh is up in ${(startupMs / 1_000).toFixed(1)} s: ${running.agents.length} agents, each a process of its own.`,
  );
  const played = await playAll(mesh, running);
  const totalMs = Math.round(performance.now() - startedAtMs);
  const faults = played.flatMap((each) => {
    const wrong = fault(each);
    return wrong === undefined ? [] : [`"${each.scene.title}": ${wrong}`];
  });
  if (options.json) console.log(JSON.stringify({ scenes: played.map(reportOf), startupMs, totalMs }));
  say(
    `\n${played.length - faults.length} of ${played.length} scenes ended as they should, in ${(totalMs / 1_000).toFixed(1)} s.`,
  );
  for (const each of faults) say(`Not as it should be: ${each}`);
  if (!options.json && options.prompt && process.stdin.isTTY && process.stdout.isTTY)
    await prompt(mesh, interrupted.signal);
  if (!options.json)
    say('Next: "npx parley up" in one terminal, and in another: npx parley ask "pay 15 dollars by card"');
  return faults.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  say('Starting a mesh of its own: a nats-server, a supervisor, a bank and the agents ...');
  const args = [
    ...(options.root === undefined ? [] : ['--root', options.root]),
    ...(options.model === undefined ? [] : ['--model', options.model]),
  ];
  const starting = startMesh(args, (line) => say(`  ${line}`));
  // What comes up after an interrupt still ends: its pipe closes with this process.
  const running = await Promise.race([starting, signalled]);
  if (typeof running === 'number') return running;
  try {
    return await Promise.race([demo(running), signalled]);
  } finally {
    await running.stop();
  }
}

try {
  process.exit(await main());
} catch (thrown) {
  console.error(thrown instanceof Error ? `The demo failed: ${thrown.message}` : thrown);
  process.exit(1);
}
