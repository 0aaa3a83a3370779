// Which processes live: their parents, without those that have ended and only wait to be fetched. Linux is read from
// /proc, since a small machine has no `ps`.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

interface Row {
  readonly pid: number;
  readonly parent: number;
}

function table(): Row[] {
  const rows = existsSync('/proc/self/stat') ? readdirSync('/proc').flatMap(fromProc) : fromPs();
  return rows.flatMap(({ state, ...row }) => (state.startsWith('Z') ? [] : [row]));
}

function fromProc(name: string): (Row & { state: string })[] {
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

function fromPs(): (Row & { state: string })[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, state = ''] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), state };
  });
}

/** The pids of a process's children that live. */
export function childrenOf(pid: number): number[] {
  return table().flatMap((row) => (row.parent === pid ? [row.pid] : []));
}

/** Those of the pids that live. */
export function livingOf(pids: readonly number[]): number[] {
  const living = new Set(table().map((row) => row.pid));
  return pids.filter((pid) => living.has(pid));
}
