// Discovery is tested with a copy of this capability's words, since it may not import an agent: the copy is the same.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { echo } from '../src/messages.ts';

test('the words discovery is tested with are the ones that are advertised', () => {
  const file = join(__dirname, '../../../discovery/test/fixtures/demo-capabilities.json');
  const copies: { name: string }[] = JSON.parse(readFileSync(file, 'utf8'));
  const { name, description, examples } = echo;
  expect(copies.find((copy) => copy.name === name)).toEqual({ name, description, examples });
});
