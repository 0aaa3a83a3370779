import { afterEach, describe, expect, test } from '@jest/globals';
import { childrenOf, eventually, livingOf } from '@parley/testkit';
import { endAll, logOf, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

const aSecond = 'progress({ share: 0.1 }); await sleep(1_000); return input;';
const blocked = 'progress({ share: 0.1 }); await sleep(100); for (;;);';
const dearer = (name: string) => repeaterSource(name).replace("'0.10'", "'9.00'");

describe.each(['its input closes', 'it gets SIGTERM'])('a supervisor stops when %s', (how) => {
  test('after the agents have finished what they had begun, and leaves no process', async () => {
    const world = await supervised({ one: repeaterSource('one', aSecond), two: dearer('two') });
    const { child, mesh } = world;
    const children = childrenOf(child.pid);
    const asking = mesh.ask('repeat these words');
    for await (const event of asking) if (event.type === 'progress') break;
    if (how === 'its input closes') child.closeInput();
    else child.kill('SIGTERM');
    expect(await asking).toMatchObject({ type: 'done', agent: 'one' });
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(livingOf(children)).toEqual([]);
    expect(logOf(world).filter(({ level }) => Number(level) > 30)).toEqual([]);
    await eventually(() => expect(mesh.capabilities()).toEqual([]), { what: 'the adverts to go' });
  }, 60_000);
});

test('an agent that ignores SIGTERM is killed after shutdownMs, this is said, and the others end in peace', async () => {
  const world = await supervised(
    { deaf: repeaterSource('deaf', blocked), good: dearer('good') },
    { shutdownMs: 1_000 },
  );
  const { child, mesh } = world;
  const children = childrenOf(child.pid);
  const asking = mesh.ask('repeat these words', { prefer: 'price' });
  for await (const event of asking) if (event.type === 'progress') break;
  child.closeInput();
  expect(await child.exit).toEqual({ code: 0, signal: null });
  expect(livingOf(children)).toEqual([]);
  const warnings = logOf(world).flatMap(({ level, msg }) => (level === 40 ? [msg] : []));
  expect(warnings).toEqual([
    expect.stringMatching(/^deaf\/.+ did not end within 1000 ms of SIGTERM: it is killed$/),
    expect.stringMatching(/^deaf\/.+ was ended by SIGKILL$/),
  ]);
  expect(await asking).toMatchObject({ tried: { attempts: [{ agent: 'deaf', ended: 'down' }] } });
  await eventually(() => expect(mesh.capabilities()).toEqual([]), { what: 'the adverts to go' });
}, 60_000);
