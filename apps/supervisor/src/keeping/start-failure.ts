// Why an agent does not run, told so that its author can mend it: what happened, its last output, and what to do. It
// knows no process: it is given what was seen of one.

/** One agent that does not run. */
export interface StartFailure {
  /** The package's name. */
  readonly agent: string;
  /** What happened, with the code and message the agent itself gave where it gave one. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string;
  /** The last lines of its output, oldest first. */
  readonly lastLines: readonly string[];
}

/** What was seen of an agent's process that ended. */
export interface SeenEnd {
  /** "exited with 3". */
  readonly how: string;
  /** What it answered, where it could. */
  readonly answer?: { readonly code: string; readonly message: string } | undefined;
  /** It had said that it is ready. */
  readonly wasReady: boolean;
  /** It was killed because it did not say so in time. */
  readonly tooSlowMs?: number | undefined;
  readonly lastLines: readonly string[];
}

const shownLinesMax = 10;

/** These are the package's own fault: to start it again would only say the same again. */
export function isHopeless(code: string | undefined): boolean {
  return code === 'bad-definition' || code === 'bad-options';
}

/** @param entry the file the agent's package exports, for the command that shows the failure alone */
export function startFailure(agent: string, entry: string, seen: SeenEnd): StartFailure {
  return { agent, ...told(entry, seen), lastLines: seen.lastLines.slice(-shownLinesMax) };
}

function told(entry: string, { how, answer, wasReady, tooSlowMs }: SeenEnd): { reason: string; hint: string } {
  const alone = `"node ${entry}" shows it alone`;
  if (answer !== undefined) {
    const reason = `${answer.code}: ${answer.message}`;
    return { reason, hint: isHopeless(answer.code) ? `Mend the package: ${alone}.` : 'Its last output says more.' };
  }
  if (tooSlowMs !== undefined) {
    return {
      reason: `it was not ready within ${tooSlowMs} ms`,
      hint: `Its module must finish loading: look for an await at its top level that never ends; ${alone}.`,
    };
  }
  if (wasReady) return { reason: `it ${how} again and again`, hint: 'Its last output says why.' };
  return {
    reason: `it ${how} before it was ready`,
    hint: `A module of an agent only exports it and must not end the process; ${alone}.`,
  };
}
