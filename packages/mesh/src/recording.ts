// What a caller writes into the record of one conversation: its events, each with the message that caused it, and the
// ids of what was said after it. Nothing is decided here, and nothing here is waited for.

import type { Bus, Clock } from '@parley/bus';
import type { ConversationEvent, InitiatorInput, Settlement } from '@parley/contract-net';
import { type CapabilitySchemas, createRecorder, type Recorder, settledEntry } from '@parley/conversation';
import type { Replica } from '@parley/discovery';
import { type ContractTerms, partsOfAddress } from '@parley/protocol';
import type { Logger } from 'pino';
import type { Sought } from './shortlisting.ts';

/** How much of a conversation is written down: all, all but what was said in it, nothing. */
export type RecordMode = 'full' | 'without-content' | 'off';

/** Where a conversation's entries go. */
export type Notes = Pick<Recorder, 'append' | 'said' | 'end'>;

interface RecorderParts {
  readonly bus: Bus;
  readonly mesh: string;
  /** Who asks: `client/<id>`, or the agent that asks for something itself. */
  readonly address: string;
  readonly clock: Clock;
  readonly replica: Replica;
  readonly log: Logger;
}

/** A client's writer; undefined where nothing is to be written. */
export function recorderOf(mode: RecordMode, parts: RecorderParts): Recorder | undefined {
  if (mode === 'off') return undefined;
  const { bus, mesh, address, clock, replica, log } = parts;
  const { agent: name, instance } = partsOfAddress(address);
  return createRecorder(bus, {
    mesh,
    clock,
    writer: { kind: 'caller', name, instance },
    captureContent: mode === 'full',
    schemasOf: schemasIn(replica),
    onProblem: ({ code, text }) => log.warn({ code }, text),
  });
}

/** The schemas advertised under a name, gathered anew only when the adverts change. */
function schemasIn(replica: Replica): (capability: string) => readonly CapabilitySchemas[] {
  let version = -1;
  let byName = new Map<string, CapabilitySchemas[]>();
  return (capability) => {
    if (version !== replica.version) {
      version = replica.version;
      byName = Map.groupBy(
        new Map(replica.adverts().map((advert) => [advert.capability.schemaHash, advert.capability])).values(),
        ({ name }) => name,
      );
    }
    return byName.get(capability) ?? [];
  };
}

/** Where a conversation comes from: the one above it, the name of its client, the contract it shall open. */
export interface Origin {
  readonly parent?: string | undefined;
  readonly by?: string | undefined;
  readonly contract?: ContractTerms | undefined;
}

/** One conversation's part of it. */
export class Recording {
  readonly #recorder: Notes | undefined;
  readonly #conversation: string;
  #cause: string | undefined;

  constructor(recorder: Notes | undefined, conversation: string) {
    this.#recorder = recorder;
    this.#conversation = conversation;
  }

  asked(input: InitiatorInput, sought: Sought, { parent, by, contract }: Origin): void {
    const { withinMs, currency, weights, priceLimit, firstAcceptable, dryRun, ownChoice, scoreBid } = input;
    this.#recorder?.append(this.#conversation, {
      type: 'asked',
      atMs: 0,
      intent: sought.text,
      capability: sought.capability?.name,
      input: input.input,
      withinMs,
      currency,
      weights,
      priceLimit,
      firstAcceptable,
      dryRun,
      ownChoice,
      ...(scoreBid === undefined ? {} : { ownScore: true }),
      parent,
      by,
      contract,
    });
  }

  /** What is told while `run` runs is caused by this message. */
  because(messageId: string, run: () => void): void {
    this.#cause = messageId;
    run();
    this.#cause = undefined;
  }

  event(event: ConversationEvent): void {
    // The settlement says the same and more.
    if (event.type !== 'settled') this.#recorder?.append(this.#conversation, event, this.#cause);
  }

  said(messageId: string): void {
    this.#recorder?.said(this.#conversation, messageId);
  }

  settled(settlement: Settlement): void {
    this.#recorder?.append(this.#conversation, settledEntry(settlement), this.#cause);
    this.#recorder?.end(this.#conversation);
  }
}
