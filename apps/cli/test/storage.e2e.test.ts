// A `.parley` folder in which nothing can be kept. By limits and by what lies in the way, since root may write anywhere.

import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { exitCodes, exitCodesHelp } from '../src/exit-codes.ts';

const entry = join(import.meta.dirname, '..', 'src', 'main.ts');
const timeoutMs = 60_000;
let root = '';
let folder = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-storage-'));
  folder = join(root, '.parley');
  mkdirSync(join(root, 'packages', 'agents'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** `parley up --json` to its end, in a shell that was given this word before. */
function up(
  before = '',
): Promise<{ code: unknown; text: string; said: { code: string; message: string } | undefined }> {
  const command = `${before} exec "$0" "$@"`;
  const args = ['-c', command, process.execPath, entry, 'up', '--port', '0', '--json'];
  const env = { ...process.env, NATS_URL: undefined, NODE_OPTIONS: undefined };
  return new Promise((resolve) => {
    execFile('sh', args, { cwd: root, env, timeout: timeoutMs }, (error, stdout, stderr) =>
      resolve({
        code: error === null ? 0 : error.code,
        text: stderr,
        said: stdout ? JSON.parse(stdout).error : undefined,
      }),
    );
  });
}

const noStorage = exitCodes.noStorage;

describe('parley up ends with the code for storage, what is wrong and what to look at', () => {
  test('where a file is in the place of the folder', async () => {
    writeFileSync(folder, 'mine');
    const { code, text, said } = await up();
    expect([code, said?.code]).toEqual([noStorage, 'unwritable']);
    expect(text).toMatch(/^parley: .*\.parley cannot be written: a file is in the place of a folder/m);
    expect(text).toContain(`mend it with: ls -ld ${folder}`);
    expect(readFileSync(folder, 'utf8')).toBe('mine');
  }, 90_000);

  test('where nothing can be made in it', async () => {
    // A folder of the kernel's, in which not even root makes a file.
    symlinkSync('/proc/self/net', folder);
    const { code, said } = await up();
    expect([code, said]).toEqual([
      noStorage,
      { code: 'unwritable', message: expect.stringContaining(`${folder} cannot be written`) },
    ]);
  }, 90_000);

  test('where it is full', async () => {
    const { code, text, said } = await up('ulimit -f 0;');
    expect([code, said?.code]).toEqual([noStorage, 'no-space']);
    expect(text).toMatch(/^parley: Nothing more can be written to .*\.parley, its disk or the quota is full/m);
    expect(text).toContain(`mend it with: df -h ${folder}`);
    expect(readdirSync(folder)).toEqual([]);
  }, 90_000);

  test('where JetStream cannot keep its part, and then no mesh is noted', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'jetstream'), '');
    const { code, text, said } = await up();
    expect([code, said?.code]).toEqual([noStorage, 'unwritable']);
    expect(text).toContain(`mend it with: ls -ld ${join(folder, 'jetstream')}`);
    expect(existsSync(join(folder, 'mesh.json'))).toBe(false);
  }, 90_000);
});

test('the code is among those that --help prints', () => {
  for (const code of Object.values(exitCodes)) expect(exitCodesHelp).toMatch(new RegExp(`^ {2}${code} {2}\\S`, 'm'));
});
