import { describe, expect, test } from '@jest/globals';
import { testMesh } from '@parley/agent/testing';
import traffic from '../src/index.ts';
import { reportTraffic, roadTopic, TrafficNews, trafficState } from '../src/messages.ts';

const startsAtMs = Date.UTC(2026, 10, 27, 8);

async function withListener(count = 1) {
  const world = await testMesh(Array(count).fill(traffic), { startsAtMs });
  const heard: { text: string; news: TrafficNews }[] = [];
  world.mesh.onSignal(roadTopic, ({ text, data }) => heard.push({ text, news: TrafficNews.parse(data) }));
  return { world, heard };
}

describe('the traffic agent', () => {
  test('tells every change as a signal with all that holds, and says it when asked', async () => {
    const { world, heard } = await withListener();
    await using _ = world;
    const closed = { road: 'a9-graz-leoben', state: 'closed' } as const;
    expect(await world.ask(reportTraffic, { input: closed })).toMatchObject({ type: 'done' });
    const outcome = await world.ask('the S6 from Bruck to Leoben is slow, 20 km/h');
    const roads = [closed, { road: 's6-bruck-leoben', state: 'slow', kmh: 20 }];
    expect(outcome).toMatchObject({ type: 'done', output: { revision: 2, changed: 's6-bruck-leoben', roads } });
    expect(heard.map(({ text }) => text)).toEqual(['a9-graz-leoben is closed', 's6-bruck-leoben is slow (20 km/h)']);
    expect(heard.at(-1)!.news.roads).toEqual(roads);
    expect(await world.ask(trafficState, { input: {} })).toMatchObject({
      type: 'done',
      output: { revision: 2, roads },
    });
  });

  test('tells it again every now and then', async () => {
    const { world, heard } = await withListener();
    await using _ = world;
    await world.ask(reportTraffic, { input: { road: 'a2-hartberg-graz', state: 'closed' } });
    await world.clock.advance(10_000);
    expect(heard.map(({ text }) => text)).toEqual(['a2-hartberg-graz is closed', 'a2-hartberg-graz is closed']);
    expect(heard.map(({ news }) => news.revision)).toEqual([1, 1]);
  });

  test('keeps both of two changes at once, whichever instance was told', async () => {
    const { world } = await withListener(2);
    await using _ = world;
    const roads = ['a2-hartberg-graz', 's35-bruck-graz', 'a9-graz-leoben', 'a9-graz-leibnitz'] as const;
    const asked = roads.map((road) => world.mesh.ask(reportTraffic, { input: { road, state: 'closed' } }).outcome);
    await world.settle(Promise.all(asked));
    const outcome = await world.ask(trafficState, { input: {} });
    expect(outcome).toMatchObject({ type: 'done', output: { revision: 4 } });
    expect(outcome.type === 'done' && outcome.output.roads.map(({ road }) => road).sort()).toEqual([...roads].sort());
  });

  test('does not know a road that does not exist, and names those near it', async () => {
    const { world, heard } = await withListener();
    await using _ = world;
    for (const outcome of [
      await world.ask('close the road a9-graz-leobn'),
      await world.ask(reportTraffic, { input: { road: 'a9-graz-leobn', state: 'closed' } }),
    ]) {
      expect(outcome).toMatchObject({ type: 'needs-input', missing: ['road'] });
      expect(JSON.stringify(outcome)).toMatch(/no road \\"a9-graz-leobn\\"; near it: a9-graz-leoben/);
    }
    expect(heard).toEqual([]);
  });

  test('refuses a report that is over', async () => {
    const { world } = await withListener();
    await using _ = world;
    const input = { road: 'a9-graz-leoben', state: 'closed', until: '2026-11-27T08:00:00+01:00' } as const;
    const outcome = await world.ask(reportTraffic, { input });
    expect(outcome).toMatchObject({ type: 'refused', text: expect.stringMatching(/over already/) });
  });
});
