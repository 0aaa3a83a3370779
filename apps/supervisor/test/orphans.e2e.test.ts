import { afterEach, expect, test } from '@jest/globals';
import { childrenOf, eventually, livingOf } from '@parley/testkit';
import { atEnd, endAll, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

const work = "progress({ share: 0.1 }); await sleep(input.text.includes('long') ? 25_000 : 1_000); return input;";

test('a supervisor that is killed while its agents work leaves no process after 5 s, and what is soon done is done', async () => {
  const { child, mesh } = await supervised({ one: repeaterSource('one', work), two: repeaterSource('two', work) });
  const children = childrenOf(child.pid);
  const agents = (await mesh.instances()).map(({ pid }) => pid);
  expect(children).toEqual(expect.arrayContaining(agents));
  expect(agents).toHaveLength(2);
  const askings = [mesh.ask('repeat these long words'), mesh.ask('repeat these words')] as const;
  atEnd(() => askings[0].cancel());
  for (const asking of askings) for await (const event of asking) if (event.type === 'progress') break;
  child.kill('SIGKILL');
  expect(await child.exit).toEqual({ code: null, signal: 'SIGKILL' });
  const gone = eventually(() => expect(livingOf(children)).toEqual([]), { timeoutMs: 5_000, what: 'them to end' });
  expect(await askings[1]).toMatchObject({ type: 'done' });
  await gone;
}, 60_000);
