// Installs the packages, once: a stamp inside node_modules holds the hash of the lock file they came from. Two
// bootstraps at once do it one after the other. It knows npm, and nothing of what the packages are for.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { runQuietly } from './processes.mjs';
import { withProgress } from './progress.mjs';

/** True where node_modules came from the lock file as it is now. */
export function arePackagesCurrent(root) {
  const { lock, stamp, installed } = paths(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(lock)) return true;
  // Somebody ran npm by hand: npm's own record tells when.
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
}

/** Runs npm where node_modules is missing or from another lock file. Throws Failure with npm's output. */
export async function installPackages(root, env = process.env) {
  if (arePackagesCurrent(root)) return;
  await withProgress('installing packages with npm (this once)', () =>
    alone(join(root, '.parley', 'installing'), async () => {
      if (arePackagesCurrent(root)) return;
      await runNpm(root, env);
      writeStamp(root);
    }),
  );
}

/** Notes that node_modules belongs to the lock file as it is now. */
export function writeStamp(root) {
  const { lock, stamp } = paths(root);
  writeFileSync(stamp, hashOf(lock));
}

function paths(root) {
  return {
    lock: join(root, 'package-lock.json'),
    stamp: join(root, 'node_modules', '.parley-installed'),
    installed: join(root, 'node_modules', '.package-lock.json'),
  };
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function runNpm(root, env) {
  const [program, args] = npm(env);
  // Said again, because `npm run --silent` hands its silence down to the npm that we run, and we read its words.
  const flags = ['--no-audit', '--no-fund', '--loglevel=notice', '--no-json'];
  const run = (command) => runQuietly(program, [...args, ...command, ...flags], { cwd: root, env });
  let { code, output } = await run(['ci']);
  // A registry that lacks some platforms' optional packages makes a lock file without them, which `npm ci` then refuses
  // as incomplete. `npm install --no-save` takes the same versions from the same lock file, and leaves it as it is.
  if (code !== 0 && /Missing: .* from lock file/.test(output)) ({ code, output } = await run(['install', '--no-save']));
  if (code !== 0) throw new Failure(`npm failed (exit ${code})`, 'check the network, then run: npm install', output);
}

/** The npm that runs us, or else the one on PATH. */
function npm(env) {
  const own = env.npm_execpath;
  return own?.endsWith('npm-cli.js') && existsSync(own) ? [process.execPath, [own]] : ['npm', []];
}

/** Runs `work` while nobody else holds the folder `lock`; a holder that has died is passed over. */
async function alone(lock, work) {
  mkdirSync(join(lock, '..'), { recursive: true });
  while (!take(lock)) await delay(200);
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock) {
  const holder = join(lock, 'pid');
  try {
    mkdirSync(lock);
    writeFileSync(holder, String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!isHeld(lock, holder)) rmSync(lock, { recursive: true, force: true });
  return false;
}

function isHeld(lock, holder) {
  try {
    process.kill(Number(readFileSync(holder, 'utf8')), 0);
    return true;
  } catch (error) {
    if (error.code === 'EPERM') return true;
    if (error.code !== 'ENOENT') return false;
    // Taken a moment ago, and its pid not yet written; or left so by a crash.
    return existsSync(lock) && Date.now() - statSync(lock).mtimeMs < 5_000;
  }
}
