import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { atEnd, endAll, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

/** Says whether its process has loaded the compiler, which is as large as all else that an agent loads. */
const telling = (name: string) =>
  repeaterSource(name, "return { text: String(process.moduleLoadList.some((each) => each.includes('amaro'))) };");

/** A cache of the test's own, in the environment of whoever is started from here. */
function emptyCache(): void {
  const folder = mkdtempSync(join(tmpdir(), 'parley-compile-cache-'));
  const { NODE_COMPILE_CACHE: before } = process.env;
  process.env.NODE_COMPILE_CACHE = folder;
  atEnd(() => {
    if (before === undefined) delete process.env.NODE_COMPILE_CACHE;
    else process.env.NODE_COMPILE_CACHE = before;
    rmSync(folder, { recursive: true, force: true });
  });
}

test('an agent does not load the compiler, not even in a fresh copy, beside one that cannot be compiled and one that exits', async () => {
  emptyCache();
  const { mesh, ready } = await supervised(
    { broken: 'export default {{{', exiting: 'process.exit(3);', one: telling('one') },
    { restart: { intensity: 0 } },
  );
  expect(ready.failed.map(({ agent }) => agent).sort()).toEqual(['@test/broken', '@test/exiting']);
  expect(await mesh.ask('repeat these words')).toMatchObject({ type: 'done', output: { text: 'false' } });
}, 60_000);
