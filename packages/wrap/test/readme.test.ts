import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Capability } from '@parley/agent';
import { workspaceWith } from './openapi/workspace.ts';
import { json, outside, perform } from './outside.ts';

const page = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');
const [byHand, aFunction] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text!);

function packageOf(name: string, source: string) {
  const files = [
    { path: 'src/index.ts', text: source },
    { path: 'package.json', text: '{"type":"module"}' },
  ];
  return { name, files, capabilities: [], leftOut: [], missingSecrets: [] };
}

describe('what the README shows', () => {
  test('has no mistake of types', () => {
    using workspace = workspaceWith([packageOf('rates', byHand!), packageOf('counter', aFunction!)]);
    expect(workspace.tool('tsc', ['--noEmit', '-p', '.'])).toBe('');
  });

  test('by hand in twenty lines calls the service', async () => {
    expect(
      byHand!.trim().split('\n').length - byHand!.split('\n').findIndex((line) => line.startsWith('export')),
    ).toBeLessThanOrEqual(20);
    await using there = await outside((_, response) => json(response, { result: '58.27' }));
    using workspace = workspaceWith([packageOf('rates', byHand!)]);
    const capability = workspace.agent('rates').capabilities['convert-currency'] as Capability;
    const config = { ratesUrl: there.url, ratesKey: 'k-1234567', allowPrivate: true };
    const done = await perform(capability, { from: 'EUR', to: 'USD', amount: '50' }, config);
    expect(done).toEqual({ output: { result: '58.27' } });
    expect(there.heard[0]).toMatchObject({ url: '/convert/EUR/USD?amount=50', headers: { 'x-key': 'k-1234567' } });
  });

  test('of a function counts letters', async () => {
    using workspace = workspaceWith([packageOf('counter', aFunction!)]);
    const capability = workspace.agent('counter').capabilities['count-letters'] as Capability;
    expect(await perform(capability, { text: 'Grüße' })).toEqual({ output: { letters: 5 } });
  });
});
