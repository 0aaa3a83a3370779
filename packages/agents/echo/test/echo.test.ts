import { describe, expect, test } from '@jest/globals';
import { type TestMesh, testMesh } from '@parley/agent/testing';
import agent from '../src/index.ts';
import { echo } from '../src/messages.ts';

const asking = (world: TestMesh, text: string) => world.ask(echo, { input: { text } });

describe('echo', () => {
  test('says back what it was told, for a cent', async () => {
    await using world = await testMesh([agent]);
    const text = '  all of it:\n"signs", 數字 and 🎈 ';
    expect(await asking(world, text)).toMatchObject({ type: 'done', price: { amount: '0.01' }, output: { text } });
  });

  test.each([
    ['echo: hello world', 'hello world'],
    ['please echo hello world', 'hello world'],
    ['Echo hello, echo', 'hello, echo'],
    ['print the same text verbatim', 'print the same text verbatim'],
  ])('reads from %j what to say', async (intent, text) => {
    await using world = await testMesh([agent]);
    expect(await world.ask(intent)).toMatchObject({ type: 'done', output: { text } });
  });

  test.each([
    ['nothing', ''],
    ['more than it takes', 'x'.repeat(2_001)],
  ])('asks for a text when it is given %s', async (_, text) => {
    await using world = await testMesh([agent]);
    expect(await asking(world, text)).toMatchObject({ type: 'needs-input', capability: 'echo', missing: ['text'] });
  });

  test('works on many at once, and mixes nothing up', async () => {
    await using world = await testMesh([agent, agent]);
    const texts = Array.from({ length: 12 }, (_, index) => `text ${index}`);
    const outcomes = await world.settle(
      Promise.all(texts.map((text) => world.mesh.ask(echo, { input: { text } }).outcome)),
    );
    expect(outcomes.map((outcome) => outcome.type === 'done' && outcome.output)).toEqual(
      texts.map((text) => ({ text })),
    );
  });
});
