// The driver of one role: it takes events one after another, asks the XState transition logic for the next state, and
// hands on the commands. It is what an actor's mailbox does, without the actor's system, observers and subscriptions:
// a mesh has one of these for each conversation and each part in one (docs/decisions/0005-logic-without-actors.md).

import type { AnyEventObject, TransitionSnapshot } from 'xstate';

/** The part of XState's actor logic that is needed; `fromTransition` makes such. */
export interface RoleLogic<State, Event, Input> {
  transition(snapshot: TransitionSnapshot<State>, event: Event, scope: never): TransitionSnapshot<State>;
  getInitialSnapshot(scope: never, input: Input): TransitionSnapshot<State>;
}

export class Driver<State, Event, Command, Input> {
  readonly #logic: RoleLogic<State, Event, Input>;
  readonly #run: (command: Command) => void;
  readonly #scope: never;
  readonly #events: Event[] = [];
  #commands: Command[] = [];
  #snapshot: TransitionSnapshot<State>;
  #isBusy = false;

  /** @param run gets each command, in order, when the state has changed; what it tells meanwhile waits its turn */
  constructor(logic: RoleLogic<State, Event, Input>, input: Input, run: (command: Command) => void) {
    this.#logic = logic;
    this.#run = run;
    this.#scope = {
      emit: (emitted: AnyEventObject) => this.#commands.push((emitted as unknown as { command: Command }).command),
    } as never;
    this.#snapshot = logic.getInitialSnapshot(this.#scope, input);
  }

  get state(): State {
    return this.#snapshot.context;
  }

  tell(event: Event): void {
    this.#events.push(event);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) this.#take(next);
    } finally {
      this.#isBusy = false;
    }
  }

  #take(event: Event): void {
    this.#snapshot = this.#logic.transition(this.#snapshot, event, this.#scope);
    const commands = this.#commands;
    if (commands.length === 0) return;
    this.#commands = [];
    for (const command of commands) this.#run(command);
  }
}
