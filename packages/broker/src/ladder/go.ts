// The rung of the local Go toolchain: builds the pinned nats-server from source into our cache.

import { join } from 'node:path';
import { lastLine, runCommand } from '../run-command.ts';
import { keepServer, withTemporaryFolder } from './keep.ts';
import { findProgram } from './look.ts';
import { type FoundServer, type Machine, pinnedVersion, type Refusal } from './rung.ts';

const goModule = `github.com/nats-io/nats-server/v2@v${pinnedVersion}`;

/** Builds with `go install`, where there is a Go. */
export async function buildWithGo(machine: Machine): Promise<FoundServer | Refusal> {
  const refuse = (reason: string, mend: string): Refusal => ({ rung: 'a build by Go', reason, mend });
  const go = await findProgram('go', machine.env, machine.folders ?? ['/usr/local/go/bin', '/usr/lib/go/bin']);
  if (go === undefined) return refuse('there is no go', 'sudo apt-get install -y golang-go');
  machine.onProgress(`building nats-server ${pinnedVersion} with ${go} (a minute or two)`);
  try {
    return await withTemporaryFolder(machine, async (folder) => {
      const env = { ...machine.env, GOBIN: folder, CGO_ENABLED: '0' };
      const built = await runCommand(go, ['install', goModule], { env, timeoutMs: machine.installTimeoutMs });
      if (!built.ok) return refuse(`go install ${built.reason}: ${lastLine(built.output)}`, `go install ${goModule}`);
      return await keepServer(machine, join(folder, 'nats-server'), 'go');
    });
  } catch (error) {
    return refuse(String(error), `go install ${goModule}`);
  }
}
