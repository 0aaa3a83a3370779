// A failure of the set-up that a person can do something about: what failed, what to do, and what the program said.

export class Failure extends Error {
  /** `advice` is one line on what to do; `output` is the failed program's own words, shown above it. */
  constructor(message, advice, output = '') {
    super(message);
    this.name = 'Failure';
    this.advice = advice;
    this.output = output;
  }
}
