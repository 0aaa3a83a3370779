// The door to everything on a fresh machine: `node infra/bootstrap.mjs <command>`, under any Node that npm runs on.
// This file alone is read by a Node that may be too old for the rest, so it keeps to syntax from 2018, looks at the
// version and hands over. It depends on nothing, because nothing is installed yet.

import { isSupported, oldestNode } from './bootstrap/node-version.mjs';

if (isSupported(process.version)) {
  void import('./bootstrap/main.mjs').then((main) => main.run(process.argv.slice(2)));
} else {
  console.error(
    `Parley needs Node ${oldestNode} or newer to start, and this is ${process.version}: get one at https://nodejs.org/`,
  );
  process.exit(1);
}
