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
  noStorage: 8,
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
  7  the mesh is up already
  8  the folder .parley is full, or cannot be written`;

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

// By the code an error carries; what is not here is a bug, or nothing the user can mend.
const usageErrors =
  /^(document-[a-z-]+|address-refused|no-address|unknown-operation|nothing-left|too-many-operations|bad-wrap-option|folder-exists|bad-(token|money|intent|input|options|option|definition)|currency-mismatch|deadline-past|model-missing)$/;
const noMeshErrors =
  /^(no-broker|no-mesh|no-jetstream|disconnected|unreachable|permission-denied|no-server|install-failed|port-busy|start-failed|start-timeout)$/;
const storageErrors = /^(no-space|unwritable)$/;

/** The exit code of whatever was thrown. */
export function codeOfError(thrown: unknown): number {
  if (thrown instanceof CommandError) return thrown.exitCode;
  const code = errorCodeOf(thrown);
  if (usageErrors.test(code)) return exitCodes.usage;
  if (storageErrors.test(code)) return exitCodes.noStorage;
  return noMeshErrors.test(code) ? exitCodes.noMesh : exitCodes.internal;
}

/** The `code` an error carries; `internal` where it has none. */
export function errorCodeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'internal';
}

/** An error whose message is all a person needs; ends the command with its exit code. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;
  /** Its name in the table, as `--json` prints it. */
  readonly code: keyof typeof exitCodes;

  constructor(code: keyof typeof exitCodes, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.exitCode = exitCodes[code];
  }
}
