// The last rung: Debian's own package, where we are root on a machine with apt-get.

import { lastLine, runCommand } from '../run-command.ts';
import { findInFolders, findProgram } from './look.ts';
import { type FoundServer, installCommand, type Machine, pinnedVersion, type Refusal } from './rung.ts';

const goInstall = `go install github.com/nats-io/nats-server/v2@v${pinnedVersion}`;
const mend = 'sudo apt-get install -y nats-server';

/** Installs with apt-get as root, with an update of its lists first where they do not know the package. */
export async function installWithApt(machine: Machine): Promise<FoundServer | Refusal> {
  const refuse = (reason: string, how = mend): Refusal => ({ rung: "Debian's package", reason, mend: how });
  const apt = await findProgram('apt-get', machine.env, machine.folders ?? ['/usr/bin']);
  if (apt === undefined)
    return refuse('there is no apt-get', machine.platform === 'linux' ? goInstall : installCommand(machine.platform));
  if (!machine.isRoot) return refuse('apt-get needs root');

  machine.onProgress('installing nats-server with apt-get');
  const env = { ...machine.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (args: string[]) => runCommand(apt, args, { env, timeoutMs: machine.installTimeoutMs });
  const install = () => run(['install', '-y', '--no-install-recommends', 'nats-server']);
  let installed = await install();
  if (!installed.ok) {
    const updated = await run(['update']);
    if (!updated.ok)
      return refuse(`apt-get update ${updated.reason}: ${lastLine(updated.output)}`, 'sudo apt-get update');
    installed = await install();
  }
  if (!installed.ok) return refuse(`apt-get install ${installed.reason}: ${lastLine(installed.output)}`);
  const found = await findInFolders(machine);
  return 'path' in found ? { ...found, from: 'apt' } : refuse(`installed, but ${found.reason}`);
}
