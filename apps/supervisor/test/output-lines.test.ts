import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { outputLimits, readOutput } from '../src/keeping/output-lines.ts';

const { lineCharactersMax, linesPerSecondMax } = outputLimits;

async function read(chunks: readonly string[]) {
  const stream = new PassThrough();
  const lines: string[] = [];
  const left: number[] = [];
  readOutput(stream, { line: (text) => lines.push(text), left: (count) => left.push(count) });
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await once(stream, 'end');
  return { lines, left };
}

describe("a child's output", () => {
  test('is passed on by line, whatever the chunks', async () => {
    expect((await read(['one\ntw', 'o\nthr', 'ee'])).lines).toEqual(['one', 'two', 'three']);
    expect((await read(['\n', '\n'])).lines).toEqual(['', '']);
  });

  test('has its long lines cut, once each, and goes on after them', async () => {
    const long = 'x'.repeat(lineCharactersMax);
    const { lines } = await read([`${long}${long}`, `${long}`, 'the rest\nnext\n']);
    expect(lines).toEqual([expect.stringMatching(/^x+ \.\.\. \(the line goes on and is cut\)$/), 'next']);
    expect(lines[0]!.length).toBeLessThan(lineCharactersMax + 60);
    expect((await read([`${long}${long}\nnext`])).lines).toEqual([long, 'next']);
  });

  test('that is a flood is passed on in part and the rest is counted', async () => {
    const { lines, left } = await read([Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join('')]);
    expect(lines.length).toBeGreaterThanOrEqual(linesPerSecondMax);
    expect(lines.length).toBeLessThanOrEqual(2 * linesPerSecondMax);
    expect(lines.length + left.reduce((a, b) => a + b, 0)).toBe(10_000);
  });
});
