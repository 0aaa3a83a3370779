import { expect, test } from '@jest/globals';
import { expectSame, expectThat, NotAsItShouldBe } from '../src/as-it-should-be.ts';
import { failsAt } from '../src/services/failing-at-times.ts';
import { weather } from '../src/vendors.ts';

test.each([
  ['the order of keys', { a: 1, b: { c: 2, d: [3] } }, { b: { d: [3], c: 2 }, a: 1 }],
  ['nothing twice', undefined, undefined],
])('values are the same whatever %s', (_, actual, expected) => {
  expect(() => expectSame('it', actual, expected)).not.toThrow();
});

test.each([
  ['another text', '85.80', '85.8', 'it is "85.80" instead of "85.8"'],
  ['a number for a text', { result: 85.8 }, { result: '85.8' }, 'it is {"result":85.8} instead of {"result":"85.8"}'],
  ['another order of a list', ['a', 'b'], ['b', 'a'], 'it is ["a","b"] instead of ["b","a"]'],
  ['nothing', undefined, {}, 'it is undefined instead of {}'],
])('%s is not the same', (_, actual, expected, message) => {
  expect(() => expectSame('it', actual, expected)).toThrow(new NotAsItShouldBe(message));
});

test('what is expected and not so is said', () => {
  expect(() => expectThat(true, 'no')).not.toThrow();
  expect(() => expectThat(false, 'it rains')).toThrow(new NotAsItShouldBe('it rains'));
});

test('the services fail where the example shows it, and not where nobody could take over', () => {
  const at = (name: 'kursblatt' | 'cambio', start: number, number: number) => {
    const { seeds, failures } = weather[name]!;
    return failsAt(number, { seed: seeds[start]!, failureShare: failures });
  };
  // First asked it fails, and its agent asks again; it is killed at the fourth request at the latest.
  expect([1, 2, 3, 4].map((number) => at('kursblatt', 0, number))).toEqual([true, false, false, false]);
  // Started again it is asked by one version and then by the other.
  expect([1, 2].map((number) => at('kursblatt', 1, number))).toEqual([false, false]);
  // Cambio takes over once, and is then asked directly.
  expect(at('cambio', 0, 1)).toBe(false);
});
