import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { spawnNode, withBroker } from '@parley/testkit';

test('a model that nobody has is an error that leaves no connection open', async () => {
  const { url } = await withBroker();
  const program = spawnNode(join(__dirname, 'fixtures', 'bad-model.ts'), { args: [url] });
  await program.waitForLine(/no-such-model/);
  expect(await program.exit).toEqual({ code: 0, signal: null });
});
