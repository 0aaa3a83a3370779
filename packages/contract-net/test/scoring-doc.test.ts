// The worked example of docs/scoring.md is what the code does: each number of its table is worked out from the row's own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Bid, chooseBid, estimate, nothingSeen, type Sight, weightsFor, withSight } from '../src/index.ts';

const doc = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'scoring.md'), 'utf8');
const average = 0.8;
const nowMs = 1e12;

const rows = doc
  .slice(doc.indexOf('## One choice, worked out'))
  .split('\n')
  .filter((line) => /^\| [a-z]+ +\| \d/.test(line))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );

function bidOf([agent, price, promises, done, failed, takes]: readonly string[]): Bid {
  const times = (count: number, sight: Sight) => Array.from({ length: count }, () => sight);
  const sights = [
    ...times(Number(done), { type: 'done', promisedMs: 1_000, tookMs: 500 }),
    ...times(Number(failed), { type: 'failed' }),
  ];
  const seen = sights.reduce((all, sight) => withSight(all, sight, nowMs), nothingSeen);
  return {
    agent: agent!,
    instance: 'i1',
    price: { amount: price!, currency: 'USD' },
    etaMs: Number.parseFloat(promises!),
    fit: { status: 'ok' },
    ...estimate(seen, [], average, nowMs),
    timeFactor: Number.parseFloat(takes!),
  };
}

test('the worked example of the documentation is what is chosen', () => {
  expect(rows).toHaveLength(3);
  expect(doc).toContain(`the average of all attempts is ${average}`);
  const terms = { remainingMs: 30_000, currency: 'USD', weights: weightsFor(), seed: 'any' };
  const { ranked } = chooseBid(rows.map(bidOf), terms);
  const worked = ranked.map(({ bid, score, scoreByTerm }) => {
    const { price, time, reliability } = scoreByTerm!;
    return [bid.agent, ...[bid.reliability, bid.doubt, price, time, reliability, score].map((each) => each.toFixed(3))];
  });
  expect(worked).toEqual(rows.map(([agent, , , , , , ...numbers]) => [agent, ...numbers]));
});
