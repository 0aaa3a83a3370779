// Which processes live and who started them, so that a test can say that nothing is left. Linux is read from /proc, since
// a small machine has no `ps`.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** The pids of a process's children that live. */
export function childrenOf(pid: number): number[] {
  return table().flatMap((row) => (row.parent === pid ? [row.pid] : []));
}

/** The pids of all that it started, and of all that those started. */
export function descendantsOf(pid: number): number[] {
  const rows = table();
  const found = [pid];
  for (const each of found) found.push(...rows.filter(({ parent }) => parent === each).map((row) => row.pid));
  return found.slice(1);
}

/** Those of the pids that live; one that has ended and only waits to be fetched does not. */
export function livingOf(pids: readonly number[]): number[] {
  const living = new Set(table().map((row) => row.pid));
  return pids.filter((pid) => living.has(pid));
}

function table(): Row[] {
  const rows = existsSync('/proc/self/stat') ? readdirSync('/proc').flatMap(fromProc) : fromPs();
  return rows.filter(({ state }) => !state.startsWith('Z'));
}

function fromProc(name: string): Row[] {
  if (!/^\d+$/.test(name)) return [];
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold anything.
    const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid: Number(name), parent: Number(parent), state }];
  } catch {
    return [];
  }
}

function fromPs(): Row[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, state = ''] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), state };
  });
}
