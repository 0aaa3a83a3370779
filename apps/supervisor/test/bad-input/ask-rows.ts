// What a caller may ask wrongly: refused before anything is sent, or told that nobody serves it.

import { expect } from '@jest/globals';
import { intent, type Row, refused, thrownBy } from './row.ts';

export const askRows: readonly Row[] = [
  [
    'an ask whose deadline is past',
    (world) => thrownBy(() => world.mesh.ask(intent, { withinMs: -1 })),
    refused('deadline-past', /withinMs is -1/),
  ],
  ['an empty intent', (world) => thrownBy(() => world.mesh.ask('  ')), refused('bad-intent', /Say in words/)],
  [
    'an intent of 100 kB',
    (world) => thrownBy(() => world.mesh.ask('x'.repeat(100_000))),
    refused('bad-intent', /pass data as input/),
  ],
  [
    'an intent of only punctuation',
    (world) => thrownBy(() => world.mesh.ask('?!... --')),
    refused('bad-intent', /no word/),
  ],
  [
    'an intent in another script',
    (world) => world.ask('请给我的房东转五十美元'),
    { type: 'no-route', nearest: expect.any(Array) },
  ],
];
