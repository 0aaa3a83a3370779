import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { acts, decode, performatives } from '../src/index.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'protocol.md'), 'utf8');
const examples = [...page.matchAll(/```json\n(.*?)\n```/gs)].map(([, text]) => text!);

describe('docs/protocol.md', () => {
  test.each(examples)('its example is a message: %s', (example) => {
    expect(decode(new TextEncoder().encode(example))).toMatchObject({ ok: true });
  });

  test('names every act and every performative', () => {
    expect(examples.length).toBeGreaterThan(4);
    expect([...acts, ...performatives].filter((each) => !page.includes(`\`${each}\``))).toEqual([]);
  });
});
