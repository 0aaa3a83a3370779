// The grammar of a bucket's keys and of the patterns that stand for many of them. It knows nothing of what is kept.

import { BusError } from './errors.ts';

const keyForm = /^[-/_=a-zA-Z0-9]+(\.[-/_=a-zA-Z0-9]+)*$/;
const patternForm = /^(([-/_=a-zA-Z0-9]+|\*)\.)*([-/_=a-zA-Z0-9]+|\*|>)$/;

/** @throws BusError `bad-subject` */
export function checkKey(key: string): void {
  if (!keyForm.test(key)) throw badKey(key, 'key');
}

/** @throws BusError `bad-subject` */
export function checkKeyPattern(pattern: string): void {
  if (!patternForm.test(pattern)) throw badKey(pattern, 'pattern of keys');
}

function badKey(key: string, kind: string): BusError {
  return new BusError(
    'bad-subject',
    `${JSON.stringify(key.slice(0, 100))} is no ${kind}: use [-/_=.a-zA-Z0-9], dots between`,
  );
}
