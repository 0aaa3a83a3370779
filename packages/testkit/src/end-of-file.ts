// What must happen when a test file ends. Hooks cannot be added while tests run, so one is put in place when the
// testkit is imported. Jest calls hooks in the order of their definition, which makes this one the first: what is done
// here must not pull the floor from under the file's own hooks.

type Ending = () => void;

const endings = new Set<Ending>();

// Absent outside of jest: a benchmark or a child process ends its own things.
const afterAll = (globalThis as { afterAll?: (run: () => void) => void }).afterAll;
afterAll?.(() => {
  for (const ending of endings) ending();
  endings.clear();
});

/** Registers `ending` for the end of this test file. */
export function atEndOfFile(ending: Ending): void {
  endings.add(ending);
}
