// What the example expects of each step, said so that its failure can be read by somebody who sees it for the first time.

export class NotAsItShouldBe extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotAsItShouldBe';
  }
}

/** @throws NotAsItShouldBe with `otherwise` */
export function expectThat(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new NotAsItShouldBe(otherwise);
}

/** @throws NotAsItShouldBe naming both */
export function expectSame(what: string, actual: unknown, expected: unknown): void {
  const [have, want] = [canonical(actual), canonical(expected)];
  expectThat(have === want, `${what} is ${have} instead of ${want}`);
}

/** JSON with the keys of objects in order. */
function canonical(value: unknown): string {
  const inOrder = (_key: string, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  return JSON.stringify(value, inOrder) ?? 'undefined';
}
