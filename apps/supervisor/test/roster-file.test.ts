import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readRosterFile } from '../src/roster/roster-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-roster-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('what an agent does not say stays unsaid, so that the defaults of the file hold for it', () => {
  const path = join(folder, 'roster.json');
  const file = { defaults: { restart: 'temporary', intensity: 0 }, agents: { one: { instances: 2 } } };
  writeFileSync(path, JSON.stringify(file));
  expect(readRosterFile(path)).toEqual(file);
});
