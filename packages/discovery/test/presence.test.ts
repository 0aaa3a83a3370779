// Who says that it is here, and who says that somebody is gone.

import { describe, expect, test } from '@jest/globals';
import { type Down, decode, type Presence, subjects } from '@parley/protocol';
import { announcePresence, publishDown, watchPresence } from '../src/index.ts';
import { createWorld, mesh } from './support/world.ts';

const presence: Presence = {
  state: 'available',
  load: { working: 0, slots: 8, held: 0 },
  pid: 4711,
  space: 'words',
  version: '1.0.0',
};

function setUp() {
  const { clock, broker, connect } = createWorld();
  const heard: string[] = [];
  const downs: Down[] = [];
  const watch = watchPresence(connect(), {
    mesh,
    clock,
    onPresence: (kind, { agent, instance, state }) => heard.push(`${kind} ${agent}/${instance} ${state}`),
    onDown: (down) => downs.push(down),
  });
  const bus = connect();
  let now = presence;
  const announce = (more: { agent?: string; instance?: string } = {}) =>
    announcePresence(bus, { mesh, agent: 'card', instance: 'i1', clock, read: () => now, ...more });
  const become = (next: Partial<Presence>) => {
    now = { ...now, ...next };
  };
  return { clock, broker, bus, connect, watch, heard, downs, announce, become };
}

describe('an instance', () => {
  test('says hello, beats every half second, and says bye', async () => {
    const { clock, watch, heard, announce } = setUp();
    const announcer = announce();
    await clock.advance(1_600);
    expect(heard).toEqual([
      'hello card/i1 available',
      'beat card/i1 available',
      'beat card/i1 available',
      'beat card/i1 available',
    ]);
    expect(watch.instances()).toEqual([
      { agent: 'card', instance: 'i1', ...presence, lastSeenMs: expect.closeTo(1_500, 0) },
    ]);
    announcer.close();
    announcer.changed();
    await clock.advance(2_000);
    expect(heard.slice(4)).toEqual(['bye card/i1 stopped']);
    expect(watch.instances()).toEqual([]);
  });

  test('says at once what changed, once for all changes of one turn, and keeps its pace', async () => {
    const { clock, heard, announce, become } = setUp();
    const announcer = announce();
    await clock.advance(200);
    become({ state: 'saturated' });
    announcer.changed();
    announcer.changed();
    await clock.advance(1);
    expect(heard.at(-1)).toBe('beat card/i1 saturated');
    expect(heard).toHaveLength(2);
    await clock.advance(250);
    expect(heard).toHaveLength(2);
    await clock.advance(100);
    expect(heard).toHaveLength(3);
  });

  test('beats together with the others of its process', async () => {
    const { clock, heard, announce } = setUp();
    announce();
    await clock.advance(130);
    announce({ instance: 'i2' });
    await clock.advance(360);
    expect(heard).toEqual(['hello card/i1 available', 'hello card/i2 available']);
    await clock.advance(11);
    expect(heard.slice(2)).toEqual(['beat card/i1 available', 'beat card/i2 available']);
  });

  test('repeats itself byte for byte while nothing changes, and a listener that knows it still follows', async () => {
    const { clock, connect, watch, heard, announce, become } = setUp();
    const beats: string[] = [];
    connect().subscribe(subjects(mesh).presences('beat'), ({ data }) => beats.push(new TextDecoder().decode(data)));
    announce();
    await clock.advance(1_600);
    expect(beats).toHaveLength(3);
    expect(new Set(beats).size).toBe(1);
    expect(watch.instances()[0]?.lastSeenMs).toBeCloseTo(1_500, 0);
    become({ load: { working: 1, slots: 8, held: 0 } });
    await clock.advance(500);
    expect(new Set(beats).size).toBe(2);
    expect(watch.instances()[0]).toMatchObject({ load: { working: 1 }, lastSeenMs: expect.closeTo(2_000, 0) });
    expect(heard).toHaveLength(5);
  });

  test('says nothing more, and throws nothing, when its connection is closed', async () => {
    const { clock, bus, heard, announce } = setUp();
    const announcer = announce();
    await clock.advance(1);
    await bus.close();
    await clock.advance(2_000);
    announcer.close();
    await clock.advance(10);
    expect(heard).toEqual(['hello card/i1 available']);
  });
});

describe('whoever watches', () => {
  test('hears a supervisor declare an instance down, and lists it no more', async () => {
    const { clock, connect, watch, downs, announce } = setUp();
    announce();
    announce({ instance: 'i2' });
    await clock.advance(1);
    let changes = 0;
    watch.onChange(() => {
      changes += 1;
    });
    const down: Down = { agent: 'card', instance: 'i1', cause: 'exit', text: 'SIGKILL', detectionMs: 3 };
    publishDown(connect(), mesh, down);
    await clock.advance(1);
    expect(downs).toEqual([down]);
    expect(watch.instances().map(({ instance }) => instance)).toEqual(['i2']);
    expect(changes).toBe(1);
  });

  test('does not believe who speaks for another, nor what cannot be read', async () => {
    const { clock, bus, connect, watch, heard, downs, announce } = setUp();
    const spoken: Uint8Array[] = [];
    connect().subscribe(subjects(mesh).presences('hello'), ({ data }) => spoken.push(data));
    announce().close();
    await clock.advance(1);
    expect(decode(spoken[0]!).ok).toBe(true);
    const before = heard.length;
    const at = subjects(mesh);
    bus.publish(at.presence('hello', 'bank', 'i1'), spoken[0]!);
    bus.publish(at.presence('beat', 'card', 'i1'), spoken[0]!);
    bus.publish(at.presence('down', 'card', 'i1'), spoken[0]!);
    bus.publish(at.presence('hello', 'card', 'i1'), new Uint8Array([0xff]));
    await clock.advance(1);
    expect([heard.length, downs.length, watch.instances().length]).toEqual([before, 0, 0]);
  });

  test('forgets who has been silent for two minutes, and hears nothing once it is closed', async () => {
    const { clock, bus, watch, heard, announce } = setUp();
    announce();
    await clock.advance(1);
    await bus.close();
    await clock.advance(100_000);
    expect(watch.instances()).toHaveLength(1);
    await clock.advance(30_000);
    expect(watch.instances()).toEqual([]);
    watch.close();
    expect(heard).toHaveLength(1);
  });
});
