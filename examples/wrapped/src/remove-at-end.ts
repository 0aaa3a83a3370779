// Removes the folder named in its argument when its standard input closes, and so at its parent's end, however that comes:
// one that is killed removes nothing itself.

import { rmSync } from 'node:fs';

const [, , folder] = process.argv;
const remove = () => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
};
process.stdin.once('end', remove).once('error', remove).resume();
