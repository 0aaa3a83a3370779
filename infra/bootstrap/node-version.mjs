// Which Node may start us, and which may run us. Any npm-bearing Node from 20.19 can start; TypeScript without a build
// needs 22.18. Syntax from 2018 only, because a Node of that time reads this file to be told that it is too old.

export const oldestNode = '20.19.0';
export const oldestRunner = '22.18.0';

/** True where `version` (such as 'v20.19.1') is `least` or newer. */
export function isAtLeast(version, least) {
  const own = String(version).replace(/^v/, '').split('.').map(Number);
  const wanted = least.split('.').map(Number);
  for (let place = 0; place < 3; place += 1) {
    const difference = (own[place] || 0) - wanted[place];
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** True where a Node of `version` can start the bootstrap. */
export function isSupported(version) {
  return isAtLeast(version, oldestNode);
}
