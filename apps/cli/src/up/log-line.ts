// The processes' logs, one JSON object a line, as a person reads them: who said what, with the words of warnings and
// worse marked. The supervisor's own news is shown as well, because it tells how far the start is.

import type { Tone } from '@parley/mesh';

export interface ReadLogLine {
  readonly tone: Tone;
  readonly text: string;
}

const levels = { info: 30, warn: 40, error: 50 } as const;

/** The line to show, or undefined for one that a person need not see. What is no log object is shown as it is. */
export function readLogLine(line: string): ReadLogLine | undefined {
  const { level, name, msg, err, url } = parsed(line) ?? {};
  if (typeof level !== 'number') return line.trim() === '' ? undefined : { tone: 'quiet', text: line };
  if (level < levels.info || (level < levels.warn && name !== 'supervisor')) return undefined;
  const cause = (err as { message?: unknown } | undefined)?.message;
  const where = typeof url === 'string' ? `: ${url}` : '';
  const text = `${String(name)}: ${String(msg ?? '')}${where}${typeof cause === 'string' ? ` (${cause})` : ''}`;
  return { tone: level >= levels.error ? 'bad' : level >= levels.warn ? 'strong' : 'quiet', text };
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
