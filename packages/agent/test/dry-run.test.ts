// `mesh.dryRun` against whole agents: who would do it and why the others would not, held against what an ask then does.

import { describe, expect, test } from '@jest/globals';
import { readConversation, whyNot } from '@parley/conversation';
import { subjects } from '@parley/protocol';
import { testMesh } from '../src/testing/index.ts';
import { never, repeater } from './echo-agent.ts';

const intent = 'repeat these words again';

describe('a dry run', () => {
  test('names who would do it, and an ask with the same wish gives it to that one', async () => {
    const cheap = repeater('cheap', { bid: () => ({ price: '0.10', etaMs: 900 }) });
    const quick = repeater('quick', { bid: () => ({ price: '0.90', etaMs: 100 }) });
    await using world = await testMesh([cheap, quick]);
    for (const prefer of ['price', 'time'] as const) {
      const view = await world.settle(world.mesh.dryRun(intent, { prefer }));
      const winner = prefer === 'price' ? 'cheap' : 'quick';
      const loser = prefer === 'price' ? 'quick' : 'cheap';
      expect(whyNot(view, winner)).toMatchObject({
        reason: { type: 'would-win', of: 2 },
        text: `${winner} would do it: its bid is the best of 2.`,
      });
      const [first, second] = view.boards[0]!.rows;
      expect(whyNot(view, loser).reason).toMatchObject({
        type: 'lost',
        to: winner,
        by: first!.score! - second!.score!,
      });
      expect(await world.ask(intent, { prefer })).toMatchObject({ type: 'done', agent: winner });
    }
  });

  test('says of each what stands against it', async () => {
    const other = repeater('other');
    await using world = await testMesh([
      repeater('dear', { bid: () => ({ price: '2.10', etaMs: 100 }) }),
      repeater('shy', { bid: () => ({ refuse: 'not today' }) }),
      repeater('mute', { bid: never }),
      {
        ...other,
        capabilities: {
          sing: { ...other.capabilities.repeat!, name: 'sing', description: 'Sing.', examples: ['a song'] },
        },
      },
    ]);
    const view = await world.settle(world.mesh.dryRun(intent, { limits: { price: '2.00' } }));
    expect(whyNot(view, 'dear')).toMatchObject({
      reason: { type: 'over-price', price: { amount: '2.10' }, limit: { amount: '2.00' } },
      text: 'dear could not win: price 2.10 over your limit 2.00 USD.',
    });
    expect(whyNot(view, 'shy').reason).toMatchObject({ type: 'refused', text: 'not today' });
    expect(whyNot(view, 'mute').reason).toMatchObject({ type: 'no-answer' });
    const { reason } = whyNot(view, 'other');
    expect(reason).toMatchObject({ type: 'under-threshold' });
    if (reason.type === 'under-threshold') expect(reason.similarity).toBeLessThan(reason.threshold);
    expect(whyNot(view, 'nobody').reason).toEqual({ type: 'unknown-agent' });
  });

  test('of an intent that nobody serves names everybody with the distance', async () => {
    await using world = await testMesh([repeater('one')]);
    const view = await world.settle(world.mesh.dryRun('zebra quantum violin'));
    expect(view).toMatchObject({ outcome: 'no-route', asked: { dryRun: true } });
    expect(whyNot(view, 'one').reason).toMatchObject({ type: 'under-threshold' });
    expect(whyNot(view, 'nobody').reason).toEqual({ type: 'unknown-agent' });
  });

  test('leaves nothing behind: no work, no hold, no record, no attempt that counts', async () => {
    let performed = 0;
    const one = repeater('one', {
      perform: ({ input }) => {
        performed += 1;
        return input;
      },
    });
    await using world = await testMesh([one]);
    for (let i = 0; i < 20; i += 1) await world.settle(world.mesh.dryRun(intent));
    const view = await world.settle(world.mesh.dryRun(intent));
    await world.clock.advance(2_000);
    expect(performed).toBe(0);
    const [instance] = await world.settle(world.mesh.instances());
    expect(instance?.load).toMatchObject({ working: 0, held: 0, bids: 0, awards: 0 });
    const bus = world.broker.connect({ inboxPrefix: subjects('test').replyPrefix('reader') });
    const { conversation } = view;
    expect(await world.settle(readConversation(bus, { mesh: 'test', conversation }))).toBeUndefined();
  });

  test('of one who is busy gets its refusal, as an ask would', async () => {
    await using world = await testMesh([repeater('busy', { perform: never }, 1)]);
    const asking = world.mesh.ask(intent);
    await world.clock.advance(100);
    const view = await world.settle(world.mesh.dryRun(intent));
    expect(whyNot(view, 'busy').reason).toMatchObject({ type: 'refused', code: 'saturated' });
    asking.cancel();
    await world.settle(asking.outcome);
  });

  test('is refused with the same words as an ask where what is asked is wrong', async () => {
    await using world = await testMesh([repeater('one')]);
    await expect(world.mesh.dryRun(' ')).rejects.toMatchObject({ code: 'bad-intent' });
    await expect(world.mesh.dryRun(intent, { withinMs: 0 })).rejects.toMatchObject({ code: 'deadline-past' });
  });
});
