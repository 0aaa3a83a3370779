// What each command runs, as data: a list of steps. A step is a file for Node to run, or turbo, with its arguments; `quiet` keeps
// its output for the case of failure, and `advice` says what to do then. Nothing is run here.

const jestFile = 'node_modules/jest/bin/jest.js';

const checks = [
  {
    name: 'format and lint',
    file: 'node_modules/@biomejs/biome/bin/biome',
    args: ['check', '--error-on-warnings'],
    advice: 'npm run format mends what can be mended by itself',
  },
  { name: 'types', file: 'node_modules/typescript/bin/tsc', args: ['--noEmit'], advice: 'see the errors above' },
  {
    name: 'unused code',
    file: 'node_modules/knip/bin/knip.js',
    args: [],
    advice: 'delete it, or knip.json says why not',
  },
];

const tests = (args) => ({
  name: 'tests',
  file: jestFile,
  args: testArguments(args),
  foreground: true,
  advice: 'see above',
});

/** Jest's arguments: the user's, and two workers unless they chose otherwise. */
export function testArguments(args) {
  const chosen = args.some((argument) => /^(-w|-i|--maxWorkers|--runInBand)/.test(argument));
  return chosen ? args : [...args, '--maxWorkers=2'];
}

const app = (file) => (args) => [{ file, args, foreground: true }];

/** Each command's steps, made from the user's arguments; `server` where a nats-server is needed. */
export const commands = {
  demo: { server: true, steps: app('apps/demo/src/main.ts'), about: 'the main job, shown' },
  test: {
    server: true,
    steps: (args) => [{ ...tests(args), name: undefined }],
    about: 'all tests; arguments go to jest',
  },
  verify: {
    server: true,
    steps: (args) => [...checks.map((check) => ({ ...check, quiet: true })), tests(args)],
    about: 'format, lint, types, unused code, tests; --keep-going goes on after a failure',
  },
  eval: {
    server: false,
    steps: app('packages/discovery/eval/main.ts'),
    about: 'how well intents are routed, measured',
  },
  'eval:adaptation': {
    server: false,
    steps: app('packages/adaptation/eval/main.ts'),
    about: 'how well payloads are adapted, measured',
  },
  fuzz: {
    server: false,
    steps: app('packages/protocol/fuzz/main.ts'),
    about: '100,000 garbled messages for the codec',
  },
  example: {
    server: true,
    steps: app('examples/wrapped/src/main.ts'),
    about: 'three services that exist become agents of a mesh',
  },
  bench: { server: true, steps: app('apps/load/src/bench/main.ts'), about: 'benchmarks side by side' },
  'bench:market': {
    server: false,
    steps: (args) => app('apps/load/src/bench/main.ts')(['market', ...args]),
    about: 'how well the work is given: a market of agents in simulated time',
  },
  load: {
    server: true,
    steps: app('apps/load/src/run/main.ts'),
    about: 'a mesh under load: npm run load -- list says which scenarios there are',
  },
  chaos: {
    server: true,
    steps: app('apps/chaos/src/main.ts'),
    about: 'agents killed and stopped while they work; nothing may be lost',
  },
  parley: { server: true, steps: app('apps/cli/src/main.ts'), about: 'the command line itself' },
  up: {
    server: true,
    steps: (args) => app('apps/cli/src/main.ts')(['up', ...args]),
    about: 'a mesh, in the foreground',
  },
  dev: {
    server: true,
    steps: (args) => [{ program: 'turbo', args: ['dev', ...args], foreground: true }],
    about: 'turbo dev: a mesh that follows the workspace',
  },
};

/** One line a command. */
export function usage() {
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(17)}${about}`);
  return ['usage: node infra/bootstrap.mjs <command> [arguments]', ...lines].join('\n');
}
