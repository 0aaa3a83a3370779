// What may be wrong around a mesh: the broker, the model's files, a process. Real servers, files and processes.

import { expect } from '@jest/globals';
import { runAgent } from '@parley/agent';
import { wordEmbedder } from '@parley/agent/testing';
import { resolveModel } from '@parley/embeddings';
import { connect } from '@parley/mesh';
import { eventually, freePort, withBroker } from '@parley/testkit';
import { endAll, logOf, supervised, superviseWith } from '../supervised.ts';
import { repeaterSource } from '../workspace.ts';
import { brokenModel } from './broken-model.ts';
import { intent, logger, type Row, refused, repeater, thrownBy } from './row.ts';

/** An ask before, while and after a broker goes away and comes back with nothing of what it knew. */
async function emptyRestart(): Promise<unknown> {
  const broker = await withBroker({ own: true });
  const options = { servers: broker.url, mesh: 'emptied', embedder: wordEmbedder(), logger };
  await using _agent = await runAgent(repeater(), options);
  await using mesh = await connect(options);
  const before = await mesh.ask(intent);
  broker.kill('SIGKILL');
  await eventually(async () => expect((await mesh.ask(intent)).type).toBe('unavailable'));
  const without = await mesh.ask(intent);
  const seen = new Set<string>();
  await broker.restart({ empty: true });
  const after = await eventually(
    async () => {
      const outcome = await mesh.ask(intent);
      seen.add(outcome.type);
      expect(outcome.type).toBe('done');
      return outcome;
    },
    { timeoutMs: 20_000, what: 'an ask to be done again' },
  );
  return { before, while: without, after, seen: [...seen].sort() };
}

/** What is logged of an agent whose event loop is blocked when the mesh is stopped, and how the supervisor ends. */
async function deafAgent(): Promise<unknown> {
  const work = 'progress({ share: 0.1 }); await sleep(100); for (;;);';
  const world = await supervised({ deaf: repeaterSource('deaf', work) }, { shutdownMs: 500 });
  const asking = world.mesh.ask(intent);
  for await (const event of asking) if (event.type === 'progress') break;
  world.child.kill('SIGTERM');
  const exit = await world.child.exit;
  const said = logOf(world).flatMap(({ level, msg }) => (level === 40 ? [msg] : []));
  const outcome = await asking;
  await endAll();
  return { exit, said, outcome };
}

/** What a supervisor answers whose model has a broken file. */
async function brokenFile(how: 'corrupt' | 'missing'): Promise<unknown> {
  await using model = brokenModel(how);
  const { said, exit } = await superviseWith({ model: 'static-384', modelDir: model.dir });
  return { ...said, exit };
}

export const outsideRows: readonly Row[] = [
  [
    'model files that are missing',
    () => thrownBy(() => resolveModel({ model: 'mine', modelDir: '/nowhere' })),
    refused('model-missing', /nowhere/),
  ],
  [
    'no broker',
    async () =>
      thrownBy(async () => connect({ servers: `nats://127.0.0.1:${await freePort()}`, readyWithinMs: 1_000, logger })),
    refused('no-broker', /npx parley up/),
  ],
  [
    'no broker and no way to get one',
    () => thrownBy(() => withBroker({ env: { PATH: '/nowhere' }, serverPath: '/nowhere/nats-server' })),
    { code: expect.any(String), message: expect.stringMatching(/\w+/) },
  ],
  [
    'a busy port',
    async () => thrownBy(async () => withBroker({ port: (await withBroker()).port })),
    refused('port-busy', /\w+/),
  ],
  [
    'a model of which one file is missing',
    () => brokenFile('missing'),
    {
      failed: refused('model-missing', /no file .*static-384.onnx.model_quantized\.onnx: put it there, or set/),
      exit: { code: 1, signal: null },
    },
  ],
  [
    'model files that are corrupt',
    () => brokenFile('corrupt'),
    {
      failed: refused('model-corrupt', /static-384.onnx.model_quantized\.onnx is not the file .* restore it/),
      exit: { code: 1, signal: null },
    },
  ],
  [
    'a broker that goes away and comes back empty',
    emptyRestart,
    {
      before: { type: 'done', agent: 'good' },
      while: { type: 'unavailable', text: expect.stringMatching(/\w+/) },
      after: { type: 'done', agent: 'good' },
      // Never "nobody serves this".
      seen: expect.not.arrayContaining(['no-route']),
    },
  ],
  [
    'a process that ignores SIGTERM',
    deafAgent,
    {
      exit: { code: 0, signal: null },
      said: [
        expect.stringMatching(/deaf.* did not end within 500 ms of SIGTERM: it is killed$/),
        expect.stringMatching(/^deaf\/.+ was ended by SIGKILL$/),
      ],
      outcome: { type: 'failed', tried: { attempts: [expect.objectContaining({ agent: 'deaf', ended: 'down' })] } },
    },
  ],
];
