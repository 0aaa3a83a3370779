// What an agent writes into the record of one conversation: its bid, its work and how its part ended, each with the
// message that caused it. What its caller's own record tells as well is left out again, so that the usual ask costs one
// writer only. Nothing is decided here, and nothing here is waited for.

import type { Bus, Clock } from '@parley/bus';
import type { ParticipantEnd, ParticipantState, ToInitiator } from '@parley/contract-net';
import { type CapabilitySchemas, createRecorder, type Recorder } from '@parley/conversation';
import { describeCapability, type RecordMode } from '@parley/mesh';
import type { MessageOf } from '@parley/protocol';
import type { Logger } from 'pino';
import type { AgentDefinition } from './definition.ts';

interface RecorderParts {
  readonly bus: Bus;
  readonly mesh: string;
  readonly definition: AgentDefinition;
  readonly instance: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** An instance's writer; undefined where nothing is to be written. */
export function recorderOf(mode: RecordMode, parts: RecorderParts): Recorder | undefined {
  if (mode === 'off') return undefined;
  const { bus, mesh, definition, instance, clock, log } = parts;
  const schemas = new Map<string, readonly CapabilitySchemas[]>(
    Object.values(definition.capabilities).map((each) => [each.name, [describeCapability(each)]]),
  );
  return createRecorder(bus, {
    mesh,
    clock,
    writer: { kind: 'agent', name: definition.name, instance },
    captureContent: mode === 'full',
    schemasOf: (capability) => schemas.get(capability) ?? [],
    onProblem: ({ code, text }) => log.warn({ code }, text),
  });
}

/** One conversation's part of it. */
export class Recording {
  readonly #recorder: Recorder;
  readonly #cfp: MessageOf<'cfp'>;
  #work: 'none' | 'started' | 'done' | 'ended' = 'none';

  constructor(recorder: Recorder, cfp: MessageOf<'cfp'>) {
    this.#recorder = recorder;
    this.#cfp = cfp;
  }

  /** This message was sent, and led to by `state`. An answer that is sent again is told once. */
  sent(message: ToInitiator, messageId: string, state: ParticipantState): void {
    if (!this.#tell(message, state)) return;
    this.#recorder.said(this.#cfp.conversation, messageId);
  }

  ended(end: ParticipantEnd, text: string): void {
    const { conversation } = this.#cfp;
    const wasNotAwarded = this.#work === 'none' && (end === 'lost' || end === 'declined');
    if (wasNotAwarded) return this.#recorder.forget(conversation);
    this.#recorder.append(conversation, { type: 'part-ended', end, text });
    // Of a result it is not known yet whether anybody took it.
    if (this.#work !== 'done') this.#recorder.end(conversation);
  }

  /** Nobody was there to take what was sent last: where that was the result, its caller cannot tell how this ended. */
  notTaken(): void {
    if (this.#work !== 'done') return;
    this.#work = 'ended';
    const { conversation } = this.#cfp;
    const text = 'the work is done and the caller is gone: nobody took the result';
    this.#recorder.append(conversation, { type: 'part-ended', end: 'won', text });
    this.#recorder.end(conversation);
  }

  /** What was sent last was taken, as far as anybody can tell: its caller tells the rest. */
  over(): void {
    if (this.#work === 'done') this.#recorder.forget(this.#cfp.conversation);
  }

  /** False where it adds nothing to what was told. */
  #tell(message: ToInitiator, { proposal, accept, end }: ParticipantState): boolean {
    const { conversation } = this.#cfp;
    const { capability, round } = this.#cfp.body;
    const because = message.inReplyTo;
    const { performative } = message;
    switch (performative) {
      case 'propose': {
        const { price, etaMs, validForMs, note, fit } = message.body;
        const { mapping } = fit;
        const bid = { capability, round, price, etaMs, validForMs, note, input: proposal?.input };
        this.#recorder.append(
          conversation,
          { type: 'bid-made', ...bid, ...(mapping === undefined ? {} : { mapping }) },
          because,
        );
        return true;
      }
      case 'refuse': {
        if (accept !== undefined || proposal !== undefined) return false;
        const { code, text = code } = message.body;
        this.#recorder.append(conversation, { type: 'bid-refused', capability, round, code, text }, because);
        return true;
      }
      case 'not-understood': {
        const { text = '', missing = [] } = message.body;
        this.#recorder.append(conversation, { type: 'bid-missing', capability, round, missing, text }, because);
        return true;
      }
      case 'agree': {
        if (this.#work !== 'none') return false;
        this.#work = 'started';
        const attempt = message.attempt ?? 0;
        const input = proposal?.input;
        this.#recorder.append(conversation, { type: 'work-started', capability, attempt, input }, because);
        return true;
      }
      case 'inform-result':
      case 'failure': {
        if (this.#work !== 'started') return false;
        const isDone = performative === 'inform-result';
        this.#work = isDone ? 'done' : 'ended';
        const how = isDone ? 'done' : end === 'won' || end === undefined ? 'failed' : end;
        const said = isDone ? { output: message.body.output } : { code: message.body.code, text: message.body.text };
        const attempt = message.attempt ?? 0;
        this.#recorder.append(conversation, { type: 'work-ended', capability, attempt, ended: how, ...said }, because);
        return true;
      }
      default:
        return false;
    }
  }
}
