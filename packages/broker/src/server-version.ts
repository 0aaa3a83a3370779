// Which nats-server a file is, and whether it is new enough. It runs the file with `--version` and nothing else.

import { runCommand } from './run-command.ts';

/** The oldest nats-server that the bus's contract suite passes on (Debian 12's). */
export const oldestVersion = '2.9.10';

/** The version a nats-server prints, such as `2.15.1`; undefined where the file does not answer like one. */
export async function readServerVersion(path: string): Promise<string | undefined> {
  const answer = await runCommand(path, ['--version'], { timeoutMs: 10_000 });
  return /nats-server: v?(\d+\.\d+\.\d+\S*)/.exec(answer.output)?.[1];
}

/** True where `version` is `least` or newer; a pre-release counts as its release. */
export function isAtLeast(version: string, least: string): boolean {
  const [own, wanted] = [version, least].map((text) => text.split(/[.-]/).slice(0, 3).map(Number));
  for (let place = 0; place < 3; place += 1) {
    const difference = (own?.[place] ?? 0) - (wanted?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
