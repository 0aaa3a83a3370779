// An operator's word to the instances of an agent and to whoever keeps them. Each that it concerns answers for itself:
// an instance for drain, resume and stop, a keeper for restart, quarantine and the resume of what does not run.

import type { Bus } from '@parley/bus';
import { type Control, decode, encode, type Subjects } from '@parley/protocol';
import { newConversationId } from './ids.ts';
import type { World } from './world.ts';

export interface ControlOptions {
  readonly reason?: string;
  /** How long answers are waited for. */
  readonly waitMs?: number;
}

/** What one of them answered. */
export interface ControlAnswer {
  /** `agent/instance` or `supervisor/id`. */
  readonly from: string;
  readonly ok: boolean;
  /** Why not. */
  readonly text?: string;
}

const waitMsDefault = 1_000;

/**
 * Says it to these instances; a keeper hears what is said to `all` and to its own. Resolves with the answers that came in
 * time; none means that nobody is concerned.
 */
export async function sendControl(
  world: Pick<World, 'bus' | 'subjects' | 'address' | 'clock' | 'nextId'>,
  agent: string,
  instances: readonly string[],
  action: Control['action'],
  { reason, waitMs = waitMsDefault }: ControlOptions,
): Promise<readonly ControlAnswer[]> {
  const { bus, subjects, address, clock, nextId } = world;
  const answers: ControlAnswer[] = [];
  const channel = bus.channel({
    message: ({ data }) => {
      const answer = answerIn(data);
      if (answer !== undefined) answers.push(answer);
    },
  });
  const bytes = encode({
    v: 1,
    id: nextId(),
    conversation: newConversationId(),
    from: address,
    performative: 'control',
    body: { action, ...(reason === undefined ? {} : { reason }) },
  });
  for (const instance of instances) publish(bus, subjects, agent, instance, bytes, channel.subject);
  await new Promise<void>((resolve) => void clock.setTimeout(resolve, waitMs));
  channel.close();
  return answers;
}

function publish(bus: Bus, subjects: Subjects, agent: string, instance: string, data: Uint8Array, reply: string): void {
  bus.publish(subjects.act('control', agent, instance), data, { reply });
}

function answerIn(data: Uint8Array): ControlAnswer | undefined {
  const decoded = decode(data);
  if (!decoded.ok) return undefined;
  const { message } = decoded;
  if (message.performative === 'agree') return { from: message.from, ok: true };
  if (message.performative === 'refuse') return { from: message.from, ok: false, text: message.body.text };
  return undefined;
}
