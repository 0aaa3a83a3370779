import { describe, expect, test } from '@jest/globals';
import type { StartContext } from '../src/index.ts';
import { testMesh } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

const started = (name: string, start: (context: StartContext) => void | Promise<void>) => ({
  ...repeater(name),
  start,
});

describe('an agent at its start', () => {
  test('listens to a topic, and hears what others tell there from then on, with who told it', async () => {
    const heard: unknown[] = [];
    const listener = started('listener', ({ mesh }) => void mesh.onSignal('roads', (signal) => heard.push(signal)));
    const teller = started('teller', ({ mesh }) =>
      mesh.signal('roads', { text: 'A9 is closed', data: { road: 'a9' } }),
    );
    await using world = await testMesh([listener, teller]);
    world.mesh.signal('roads', { text: 'A9 is open' });
    world.mesh.signal('weather', { text: 'rain' });
    await world.clock.advance(50);
    expect(heard).toEqual([
      { from: 'teller/i1', text: 'A9 is closed', data: { road: 'a9' } },
      { from: expect.stringMatching(/^client\//), text: 'A9 is open' },
    ]);
  });

  test('goes on hearing when its own handler throws', async () => {
    const heard: string[] = [];
    const listener = started('listener', ({ mesh }) => {
      mesh.onSignal('roads', ({ text }) => {
        heard.push(text);
        throw new Error('cannot read a map');
      });
    });
    await using world = await testMesh([listener]);
    for (const text of ['one', 'two']) world.mesh.signal('roads', { text });
    await world.clock.advance(50);
    expect(heard).toEqual(['one', 'two']);
  });

  test('asks for what it needs, as a caller', async () => {
    let said: unknown;
    const asker = started('asker', async ({ mesh }) => {
      const outcome = await mesh.ask('repeat these words again');
      said = outcome.type === 'done' ? outcome.output : outcome.type;
    });
    await using world = await testMesh([repeater('one'), asker]);
    expect(world.agents).toHaveLength(2);
    expect(said).toEqual({ text: 'repeat these words again' });
  });

  test('is not there when its start throws', async () => {
    const broken = started('broken', () => {
      throw new Error('no map');
    });
    await expect(testMesh([broken])).rejects.toThrow('no map');
  });

  test('knows the date, and is told when it ends', async () => {
    let context: StartContext | undefined;
    const startsAtMs = Date.UTC(2026, 10, 26, 9);
    {
      const keeps = (given: StartContext) => {
        context = given;
      };
      await using world = await testMesh([started('one', keeps)], { startsAtMs });
      await world.clock.advance(1_000);
      expect(context!.now()).toBeGreaterThanOrEqual(startsAtMs + 1_000);
      expect(context!.signal.aborted).toBe(false);
    }
    expect(context!.signal.aborted).toBe(true);
  });

  test('is refused a topic that is no token', async () => {
    await using world = await testMesh([repeater('one')]);
    expect(() => world.mesh.signal('Not a topic', { text: 'x' })).toThrow(
      expect.objectContaining({ code: 'bad-token' }),
    );
  });
});
