// A dry run: bids without an award, on both sides.

import { expect, test } from '@jest/globals';
import { cfp, Part } from './support/part.ts';

const dryCfp = { ...cfp(), body: { ...cfp().body, dryRun: true } };

test('a participant bids as in earnest, holds nothing, and its part is over', () => {
  const part = new Part().tell({ type: 'cfp', message: dryCfp, remainingMs: 250 }).bid();
  expect([part.did, part.sent, part.end]).toEqual([['send', 'end'], ['propose'], 'lost']);
});

test('a participant refuses an award that comes all the same', () => {
  const part = new Part().tell({ type: 'cfp', message: dryCfp, remainingMs: 250 }).bid().accept();
  expect(part.did).toEqual(['send']);
  expect(part.last).toMatchObject([
    {
      message: { performative: 'refuse', body: { code: 'unknown-proposal', text: expect.stringContaining('dry run') } },
    },
  ]);
});
