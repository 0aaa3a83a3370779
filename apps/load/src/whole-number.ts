// A whole number as a user types it, for both commands of this package.

import { InvalidArgumentError } from 'commander';

/** A reader of one, from `least` to `most`; for anything else it throws what the command says to the user. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most.toLocaleString('en')}`);
  };
}
