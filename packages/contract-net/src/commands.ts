// What the logic asks its runtime to do. Both roles share the commands about messages and timers.

import type { MessageOf, Performative } from '@parley/protocol';

/** Starts a timer, or starts it anew. */
export interface StartTimer<Name extends string> {
  readonly type: 'startTimer';
  readonly timer: Name;
  readonly ms: number;
}

export interface CancelTimer<Name extends string> {
  readonly type: 'cancelTimer';
  readonly timer: Name;
}

/** The part of a message that the logic decides; the runtime adds the envelope. */
export type Outgoing<P extends Performative> = {
  [Each in P]: {
    readonly performative: Each;
    readonly body: MessageOf<Each>['body'];
    readonly inReplyTo?: string;
    readonly attempt?: number;
    readonly withinMs?: number;
  };
}[P];
