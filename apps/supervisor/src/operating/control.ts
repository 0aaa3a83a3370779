// What operators ask of the agents this supervisor keeps: restart, quarantine, and resume of one that does not run. To
// drain, resume and stop is an instance's own business. Of agents that somebody else keeps nothing is said.

import type { Bus, BusMessage } from '@parley/bus';
import {
  addressOf,
  decode,
  encode,
  type Message,
  type MessageOf,
  parseSubject,
  protocolVersion,
  type Subjects,
} from '@parley/protocol';
import type { Logger } from 'pino';
import type { Keeper } from '../keeping/keeper.ts';

export interface ControlOptions {
  readonly subjects: Subjects;
  readonly keeper: Keeper;
  /** This supervisor's address. */
  readonly from: string;
  readonly log: Logger;
  readonly nextId: () => string;
}

type Answer = Pick<MessageOf<'agree'>, 'performative' | 'body'> | Pick<MessageOf<'refuse'>, 'performative' | 'body'>;

export function listenForControl(bus: Bus, options: ControlOptions): { close(): void } {
  const { subjects, keeper, from, log, nextId } = options;

  const act = ({ body }: MessageOf<'control'>, agent: string, instance: string): readonly Answer[] => {
    const reason = body.reason ?? 'an operator said so';
    return keeper.find(agent, instance).flatMap((kept): Answer[] => {
      const name = kept.identity === undefined ? kept.name : addressOf(kept.identity.agent, kept.identity.instance);
      switch (body.action) {
        case 'restart':
          kept.replace(reason);
          return [agree()];
        case 'quarantine':
          if (kept.state === 'quarantined' || kept.state === 'leaving')
            return [refuse(`${name} is in quarantine already`)];
          kept.quarantine(reason);
          return [agree()];
        case 'resume':
          if (kept.state === 'running') return [];
          kept.resume();
          return [agree()];
        default:
          return [];
      }
    });
  };

  const hear = ({ subject, data, reply }: BusMessage): void => {
    const at = parseSubject(subject);
    const decoded = decode(data);
    if (at?.kind !== 'act' || !decoded.ok || decoded.message.performative !== 'control') return;
    const { message } = decoded;
    const answers = act(message, at.agent, at.instance);
    if (answers.length > 0) log.info({ action: message.body.action, agent: at.agent, by: message.from }, 'control');
    if (reply === undefined) return;
    for (const answer of answers) {
      const envelope = {
        v: protocolVersion,
        id: nextId(),
        conversation: message.conversation,
        from,
        inReplyTo: message.id,
      };
      bus.publish(reply, encode({ ...envelope, ...answer } as Message));
    }
  };
  return bus.subscribe(subjects.acts('control'), hear);
}

function agree(): Answer {
  return { performative: 'agree', body: { etaMs: 0 } };
}

function refuse(text: string): Answer {
  return { performative: 'refuse', body: { code: 'declined', text } };
}
