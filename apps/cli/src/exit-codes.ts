// What the command's exit code says, in one table that `--help` prints.

import type { SettlementType } from '@parley/mesh';

export const exitCodes = {
  done: 0,
  internal: 1,
  usage: 2,
  noMesh: 3,
  nobody: 4,
  notDone: 5,
  needsInput: 6,
  alreadyUp: 7,
} as const;

export const exitCodesHelp = `
Exit codes:
  0  done
  1  something broke; the message says what
  2  bad input or usage
  3  no mesh or no broker is there
  4  nobody can or will do it (no-route, no-bids, refused)
  5  not done (failed, expired, cancelled, unavailable)
  6  input is missing (needs-input)
  7  the mesh is up already`;

/** The exit code of each outcome. */
export const codeOfOutcome: Readonly<Record<SettlementType, number>> = {
  done: exitCodes.done,
  'no-route': exitCodes.nobody,
  'no-bids': exitCodes.nobody,
  refused: exitCodes.nobody,
  failed: exitCodes.notDone,
  expired: exitCodes.notDone,
  cancelled: exitCodes.notDone,
  unavailable: exitCodes.notDone,
  'needs-input': exitCodes.needsInput,
};

/** An error whose message is all a person needs; ends the command with its exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
