// Rules on what code touches: the environment, the clock, randomness, the marks that switch tests off, and sleep.

import { entryPoints, pollingPlaces, pureFolders } from '../layers.ts';
import { isTest, type Project, type Violation } from './project.ts';
import { promisedTimers } from './sleeps.ts';

const impure = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
  'fetch',
  'process',
  'console',
  'require',
  'Worker',
  'WebSocket',
];
const switches = /^(test|it|describe)\.(only|skip|todo|failing|fixme)$/;
const switchNames = ['fit', 'xit', 'xtest', 'fdescribe', 'xdescribe'];

/** The environment is read at an entry point alone. */
export function checkEnvironment(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const [file, { members }] of project.sources) {
    if (!members.has('process.env') || entryPoints.some((place) => place.test(file))) continue;
    found.push({ rule: 'environment', file, what: 'reads process.env and is no entry point' });
  }
  return found;
}

/** No clock, randomness or I/O where logic must be pure. */
export function checkPurity(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const [file, { globals, members, imports }] of project.sources) {
    if (!pureFolders.some((folder) => file.startsWith(folder))) continue;
    const touched = [
      ...impure.filter((name) => globals.has(name)),
      ...['Math.random', 'globalThis'].filter((name) => members.has(name) || globals.has(name)),
      ...imports.filter((name) => name.startsWith('node:')),
    ];
    for (const name of touched) found.push({ rule: 'purity', file, what: `uses ${name}, and must be pure` });
  }
  return found;
}

/** Every test runs. */
export function checkSwitches(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const [file, { globals, members }] of project.sources) {
    if (!isTest(file)) continue;
    const marks = [
      ...[...members].filter((name) => switches.test(name)),
      ...switchNames.filter((name) => globals.has(name)),
    ];
    for (const mark of marks) found.push({ rule: 'switches', file, what: `switches tests off by ${mark}` });
  }
  return found;
}

/** No test sleeps: it waits for what it waits for. A simulated clock is moved, and a time limit rejects. */
export function checkSleeps(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const [file, { imports, sleeps }] of project.sources) {
    if (!(isTest(file) || file.startsWith('packages/testkit/')) || pollingPlaces.includes(file)) continue;
    for (const how of [...sleeps, ...imports.filter((name) => promisedTimers.includes(name))]) {
      found.push({ rule: 'sleeps', file, what: `sleeps by ${how}: wait for an event, or by eventually()` });
    }
  }
  return found;
}
