// What a person sees while the machine is prepared: nothing for a second, then a line, then a line now and then.
// All of it goes to standard error, so that a command's `--json` on standard output stays pure.

/** Prints one line of progress. */
export function tell(line) {
  process.stderr.write(`parley: ${line}\n`);
}

/** Seconds since `startMs` (of performance.now()), as text. */
export function secondsSince(startMs) {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}

/**
 * Runs `work`, saying what is done where it takes longer than a second, and again every five.
 * Resolves or rejects as `work` does.
 */
export async function withProgress(what, work, { firstMs = 1_000, everyMs = 5_000, say = tell } = {}) {
  const startMs = performance.now();
  let spoken = false;
  let timer = setTimeout(function speak() {
    say(spoken ? `still ${what} (${secondsSince(startMs)})` : `${what} ...`);
    spoken = true;
    timer = setTimeout(speak, everyMs);
  }, firstMs);
  try {
    const result = await work();
    if (spoken) say(`done ${what} in ${secondsSince(startMs)}`);
    return result;
  } finally {
    clearTimeout(timer);
  }
}
