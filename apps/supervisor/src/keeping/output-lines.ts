// The lines of a child's output, bounded both ways: a line without an end is cut, and of a flood so many a second are
// passed on and the others counted. A child that floods must not drown its keeper or the terminal.

import type { Readable } from 'node:stream';

export const outputLimits = { lineCharactersMax: 16_384, linesPerSecondMax: 200 } as const;

export interface OutputHandlers {
  line(text: string): void;
  /** So many lines were left out in the last second. */
  left(count: number): void;
}

export function readOutput(stream: Readable, { line, left }: OutputHandlers): void {
  let rest = '';
  let isCutting = false;
  let second = 0;
  let passed = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  const tellLeft = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (dropped > 0) left(dropped);
    dropped = 0;
  };
  const pass = (text: string): void => {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) {
      second = now;
      passed = 0;
      tellLeft();
    }
    passed += 1;
    if (passed <= outputLimits.linesPerSecondMax) return line(text);
    dropped += 1;
    timer ??= setTimeout(tellLeft, 1_000);
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop()!;
    for (const [index, part] of parts.entries()) {
      // The end of a line whose beginning was passed on already.
      if (!(isCutting && index === 0)) pass(part.slice(0, outputLimits.lineCharactersMax));
      isCutting = false;
    }
    if (rest.length <= outputLimits.lineCharactersMax) return;
    if (!isCutting) pass(`${rest.slice(0, outputLimits.lineCharactersMax)} ... (the line goes on and is cut)`);
    isCutting = true;
    rest = '';
  });
  stream.on('end', () => {
    if (rest !== '' && !isCutting) pass(rest);
    rest = '';
    tellLeft();
  });
}
