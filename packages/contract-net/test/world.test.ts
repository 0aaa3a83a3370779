// The two roles against each other, over a network that loses, doubles, reorders, delays and damages messages, with
// instances that crash, stop, hang or refuse, and callers that cancel or die.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type InitiatorEvent, stepInitiator, stepParticipant } from '../src/index.ts';
import { anyPlan, type InstancePlan, type Plan } from './support/plan.ts';
import { checkQuiet, type Roles, World } from './support/world.ts';

const seed = 20_260_801;
const real: Roles = { initiator: stepInitiator, participant: stepParticipant };

/** Runs worlds until one breaks a rule; what was broken, or undefined. */
function firstBroken(roles: Roles, numRuns = 5_000): string | undefined {
  const details = fc.check(
    fc.property(anyPlan, (plan) => checkQuiet(new World(plan, roles).run())),
    { seed, numRuns, endOnFailure: true },
  );
  if (!details.failed) return undefined;
  const { errorInstance } = details;
  return errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
}

describe('whatever the network and the instances do', () => {
  test('every run ends in time, with one result, every bidder told, every part ended and no slot lost', () => {
    const seen = { settlements: new Set<string>(), ends: new Set<string>(), attempts: new Set<string>() };
    let orphans = 0;
    let messages = 0;
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const world = new World(plan).run();
        checkQuiet(world);
        messages = Math.max(messages, world.network.sent);
        if (!world.callerLives) orphans++;
        const { settlement } = world.rules;
        if (settlement !== undefined) seen.settlements.add(settlement.type);
        for (const { ended } of settlement?.tried.attempts ?? []) seen.attempts.add(ended);
        for (const { parts } of world.instances.values()) {
          for (const { rules } of parts) if (rules.end !== undefined) seen.ends.add(rules.end);
        }
      }),
      { seed, numRuns: 2_000 },
    );
    // The runs were worth it: they came to every end there is, but `unavailable`, which only a replica causes.
    expect([...seen.settlements].sort()).toEqual([
      'cancelled',
      'done',
      'expired',
      'failed',
      'needs-input',
      'no-bids',
      'no-route',
      'refused',
    ]);
    expect([...seen.ends].sort()).toEqual(['cancelled', 'declined', 'expired', 'lost', 'won']);
    expect([...seen.attempts].sort()).toEqual([
      'cancelled',
      'done',
      'down',
      'expired',
      'failure',
      'garbled',
      'no-agree',
      'no-progress',
      'refused',
      'unreachable',
    ]);
    expect(orphans).toBeGreaterThan(50);
    expect(messages).toBeLessThan(1_000);
  });

  test('on a good network with one able agent the work is always done', () => {
    const able: InstancePlan = {
      ...{ agent: 'able', bid: 'propose', bidMs: 5, cents: 400, etaMs: 50, validForMs: 3_000 },
      ...{ work: 'output', workMs: 50, progressEveryMs: 40, slots: 1 },
      ...{ ends: { how: 'never', atMs: 0 }, downAfterMs: undefined },
    };
    const plan = anyPlan.map(({ seed, firstAcceptable, shortlistMs, instances }): Plan => {
      // Who asks for input is answered before others are sought, so nobody asks here.
      const others = instances.slice(0, 5).map((each): InstancePlan => {
        return { ...each, agent: 'other', bid: each.bid === 'missing' ? 'refuse' : each.bid };
      });
      return {
        ...{ seed, firstAcceptable, shortlistMs, faults: { drop: 0, duplicate: 0, damage: 0, delayMaxMs: 5 } },
        ...{ withinMs: 60_000, attemptsMax: 20, limitCents: undefined },
        ...{ cancelAtMs: undefined, callerDiesAtMs: undefined, instances: [...others, able] },
      };
    });
    fc.assert(
      fc.property(plan, (each) => {
        const world = new World(each).run();
        checkQuiet(world);
        expect(world.rules.settlement?.type).toBe('done');
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('the rules go red when the protection is taken away', () => {
  const broken: Record<string, [Partial<Roles>, RegExp]> = {
    'an old attempt counts': [
      {
        initiator: (state, event) => {
          const { current } = state;
          const isOld =
            event.type === 'message' && event.message.performative === 'inform-result' && current !== undefined;
          if (!isOld) return stepInitiator(state, event);
          const { attempt: _, ...message } = event.message;
          return stepInitiator(state, { ...event, bidder: current.bidder, message } as InitiatorEvent);
        },
      },
      /the result is of attempt \d, not \d|every called bidder is told/,
    ],
    'losers are not told': [
      {
        initiator: (state, event) => {
          const { commands, ...rest } = stepInitiator(state, event);
          const isReject = (each: (typeof commands)[number]) =>
            each.type === 'send' && each.message.performative === 'reject-proposal';
          return { ...rest, commands: commands.filter((each) => !isReject(each)) };
        },
      },
      /every called bidder is told/,
    ],
    'the deadline is forgotten': [
      {
        initiator: (state, event) =>
          event.type === 'timer' && event.timer === 'deadline' ? { state, commands: [] } : stepInitiator(state, event),
      },
      /deadline/,
    ],
    'a failed agent is tried again': [
      {
        initiator: (state, event) => stepInitiator({ ...state, excludedInstances: [], excludedAgents: [] }, event),
      },
      /gets the same task once|one worker/,
    ],
    'an award delivered twice is worked on twice': [
      {
        participant: (state, event) => {
          if (event.type !== 'accept' || state.phase !== 'working') return stepParticipant(state, event);
          return stepParticipant({ ...state, phase: 'holding', accept: undefined }, event);
        },
      },
      /one hold or one slot|worked on once/,
    ],
    'a cancel gives no slot back': [
      {
        participant: (state, event) => {
          const { commands, ...rest } = stepParticipant(state, event);
          if (event.type !== 'cancel') return { commands, ...rest };
          return { ...rest, commands: commands.filter(({ type }) => type !== 'vacate') };
        },
      },
      /no slot is held after the end/,
    ],
    'a hold never runs out': [
      {
        participant: (state, event) => {
          const { commands, ...rest } = stepParticipant(state, event);
          return {
            ...rest,
            commands: commands.filter((each) => !(each.type === 'startTimer' && each.timer === 'hold')),
          };
        },
      },
      /each part of .* ends/,
    ],
  };

  test.each(Object.entries(broken))('%s', (_, [roles, said]) => {
    expect(firstBroken({ ...real, ...roles })).toMatch(said);
  });

  test('and stay green with the real roles', () => {
    expect(firstBroken(real, 100)).toBeUndefined();
  });
});
