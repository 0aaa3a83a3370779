import { describe, expect, test } from '@jest/globals';
import { explainConversation, readConversation, renderTimeline } from '../src/index.ts';
import { asked, tellCardsPart, tellDone, tellRerouted } from './support/told.ts';
import { caller, card, keeper, memoryWorld, mesh } from './support/world.ts';

async function viewOf(tell: typeof tellDone, withAgents = false) {
  const world = memoryWorld();
  const recorder = world.recorder(caller);
  tell(recorder, 'a');
  const agent = world.recorder(card);
  if (withAgents) tellCardsPart(agent, 'a');
  const supervisor = world.recorder(keeper);
  supervisor.append('mesh', { type: 'restarted', agent: 'card', instance: 'i2', replaces: 'i1', afterMs: 200 });
  await world.settle(Promise.all([recorder.close(), agent.close(), supervisor.close()]));
  return (await readConversation(world.bus, { mesh, conversation: 'a' }))!;
}

const textOf = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text).join('\n');

describe('the timeline', () => {
  test('reads from the question to the result, with scores, failure and reroute', async () => {
    expect(textOf(renderTimeline(await viewOf(tellRerouted)))).toBe(
      [
        '   0.00 s  asked       "pay 5 dollars" within 30.0 s, for at most 3.00 USD',
        '   0.00 s  shortlist   card/i1  pay, similarity 0.81',
        '                       wallet/w1  pay, similarity 0.80',
        '                       not asked: echo  say, similarity 0.41, under the threshold 0.48',
        '   0.00 s  cfp         to card/i1, wallet/w1; bids within 250 ms',
        '   0.01 s  bid         card/i1: 1.00 USD in 100 ms',
        '   0.02 s  bid         wallet/w1: 2.00 USD in 200 ms',
        '   0.02 s  score       agent      price (40%)  time (30%)  reliability (30%)  total',
        '                       card/i1          0.400       0.300              0.300  1.000',
        '                       wallet/w1        0.200       0.150              0.300  0.650',
        '   0.02 s  award       attempt 1: card/i1 for 1.00 USD in 100 ms: ahead of wallet by 0.350, most of it on price',
        '   0.03 s  agreed      card/i1 promises it in 100 ms',
        '   0.06 s  progress     50%  card/i1',
        '   0.08 s  failed      attempt 1, card/i1 (down): card/i1 was ended by SIGKILL; noticed because the supervisor saw its process exit, after 12 ms',
        '   0.08 s  award       attempt 2: wallet/w1 for 2.00 USD in 200 ms: next in rank after card',
        '   0.09 s  agreed      wallet/w1 promises it in 200 ms',
        '   0.30 s  done        wallet did it for 2.00 USD.',
        '  ~0.00 s  restart     card/i2 is there in place of i1, 200 ms later',
      ].join('\n'),
    );
  });

  test('says once what both sides tell, unless all is wanted', async () => {
    const view = await viewOf(tellDone, true);
    const short = textOf(renderTimeline(view));
    const long = textOf(renderTimeline(view, { all: true }));
    expect(short).not.toContain('bids 1.00');
    expect(short).toContain('card/i1 begins attempt 1');
    expect(long).toContain('card/i1 bids 1.00 USD in 100 ms');
  });

  test('of a hostile text steers no terminal and makes no second line', async () => {
    const view = await viewOf((recorder, conversation) => {
      recorder.append(conversation, { ...asked, intent: 'pay\u001b[2J\n\u202e5 dollars\u009b31m' });
    });
    expect(renderTimeline(view)[0]?.text).toContain('"pay [2J 5 dollars 31m"');
  });
});

describe('the explanation', () => {
  test('says why this agent, what broke, what was done about it, what it cost', async () => {
    expect(textOf(explainConversation(await viewOf(tellRerouted)))).toBe(
      [
        '"pay 5 dollars" ended done after 300 ms: wallet did it for 2.00 USD.',
        'Attempt 1 went to card/i1 for 1.00 USD in 100 ms: ahead of wallet by 0.350, most of it on price (2 of 2 asked made a bid).',
        'Attempt 1 broke, at 50%: card/i1 (down): card/i1 was ended by SIGKILL. It was noticed because the supervisor saw its process exit, after 12 ms.',
        'wallet/w1 took over 3 ms later, by the bids that were there. The supervisor started card/i2 in its place.',
        'Attempt 2 went to wallet/w1 for 2.00 USD in 200 ms: next in rank after card.',
        'It cost 2.00 USD of at most 3.00 USD, 300 ms, 2 attempts, 59 ms of it in attempts that broke.',
      ].join('\n'),
    );
  });

  test('names who else was asked, and why not them', async () => {
    expect(textOf(explainConversation(await viewOf(tellDone)))).toContain(
      'wallet/w1 lost to card by 0.35, most of it on price (2 of 2).',
    );
  });

  test('of an open conversation says how far it is, and of one without its caller that nothing is known', async () => {
    const open = await viewOf((recorder, conversation) => recorder.append(conversation, asked));
    expect(explainConversation(open)[0]?.text).toBe('"pay 5 dollars" is under way after 0 ms: asked.');
    const world = memoryWorld();
    await world.garbage('b', '?');
    const unknown = await readConversation(world.bus, { mesh, conversation: 'b' });
    expect(textOf(explainConversation(unknown!))).toBe(
      "Conversation b: nothing of its caller's is in the record.\nMessage 1 of the record cannot be read: it is no JSON.",
    );
  });
});
