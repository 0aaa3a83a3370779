import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { foldedLine } from '@parley/mesh';
import { paintFor } from '../src/paint.ts';
import { tableText } from '../src/table.ts';
import { tellReady, type UpFacts } from '../src/up/tell-ready.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a long line in a terminal', () => {
  const told = '  0.02 s  bid          card: 1.75 USD in 800 ms  "authorised and captured at once, and no later"';
  const under = `${' '.repeat(23)}nearest: process-payment of bank-transfer, similarity 0.16, 0.21 is needed`;

  test('stays in the column of what is told', () => {
    expect(foldedLine(told, 80).split('\n')).toEqual([
      '  0.02 s  bid          card: 1.75 USD in 800 ms  "authorised and captured at',
      '                       once, and no later"',
    ]);
    expect(foldedLine(under, 80).split('\n')).toEqual([
      '                       nearest: process-payment of bank-transfer, similarity',
      '                       0.16, 0.21 is needed',
    ]);
  });

  test('uses the room to the left where there is little', () => {
    expect(foldedLine(told, 50).split('\n')).toEqual([
      '  0.02 s  bid          card: 1.75 USD in 800 ms',
      '      "authorised and captured at once, and no',
      '      later"',
    ]);
    for (const line of foldedLine(under, 50).split('\n')) expect(line).toMatch(/^ {6}\S.{0,43}$/);
  });

  test('of a table keeps its cells together where the table has no room', () => {
    const row = `${' '.repeat(23)}bank-transfer        0.133       0.114              0.300  0.548`;
    expect(foldedLine(row, 60)).toBe('      bank-transfer  0.133  0.114  0.300  0.548');
    expect(foldedLine(row, 100)).toBe(row);
  });

  test('starts at the left edge again where it did so before', () => {
    expect(foldedLine('one two three four five six seven', 24)).toBe('one two three four five\nsix seven');
  });

  test('loses no word, whatever the width', () => {
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
    for (let columns = 1; columns <= 120; columns++) {
      for (const line of [told, under]) expect(words(foldedLine(line, columns))).toEqual(words(line));
    }
  });

  test('is left as it is where there is no terminal, and painted as one where there is', () => {
    expect(paintFor({}, {})({ tone: 'bad', text: told })).toBe(told);
    const code = String.fromCharCode(27);
    const painted = paintFor({ isTTY: true, columns: 80 }, { TERM: 'xterm' })({ tone: 'bad', text: told });
    expect(painted).toBe(`${code}[31m${foldedLine(told, 80)}${code}[39m`);
    expect(paintFor({ isTTY: true, columns: 80 }, { NO_COLOR: '1' })({ tone: 'bad', text: told })).toBe(
      foldedLine(told, 80),
    );
  });
});

describe('a table', () => {
  const heads = ['agent', 'state', 'pid'];
  const rows = [
    ['card', 'available', 12],
    ['bank-transfer', '', 3],
  ];

  test('has its columns under their heads', () => {
    expect(tableText(heads, rows).split('\n')).toEqual([
      'agent          state      pid',
      'card           available  12',
      'bank-transfer             3',
    ]);
  });

  test('is a list of its rows where the terminal is narrower, without what is empty', () => {
    expect(tableText(heads, rows, 29)).toBe(tableText(heads, rows));
    expect(tableText(heads, rows, 28).split('\n')).toEqual([
      'agent  card',
      'state  available',
      'pid    12',
      '',
      'agent  bank-transfer',
      'pid    3',
    ]);
  });
});

test('the commands that "up" shows reach their program whole through a shell', () => {
  const lines: string[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  const facts = {
    broker: { url: 'nats://127.0.0.1:5000' },
    supervisor: { pid: 2 },
    ready: { agents: ['card'], failed: [], services: {}, space: 's' },
    file: { mesh: 'mine', pid: 1, startedAt: '' },
    options: { temporary: true },
    startMs: 0,
  };
  tellReady({ paint: paintFor({}, {}) } as Parameters<typeof tellReady>[0], facts as unknown as UpFacts);
  const shown = lines.filter((line) => line.includes('npx parley ask'));
  expect(shown).toHaveLength(2);
  for (const line of shown) {
    const script = `npx() { printf '%s\\n' "$@"; }\n${line}`;
    const [, , intent, ...rest] = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
    expect(intent).toBe('I need to process $50 USD');
    expect(rest.slice(-4)).toEqual(['--servers', 'nats://127.0.0.1:5000', '--mesh', 'mine']);
  }
});
