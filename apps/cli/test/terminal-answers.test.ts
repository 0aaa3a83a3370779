import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import type { Question } from '@parley/mesh';
import { terminalAnswers } from '../src/terminal-answers.ts';

const asked = (question: string, schema?: Question['schema']): Question => ({
  question,
  agent: 'bank',
  instance: 'i1',
  attempt: 1,
  ...(schema === undefined ? {} : { schema }),
});

function terminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (data) => {
    shown += data;
  });
  const abort = new AbortController();
  const answer = terminalAnswers({ input, output, signal: abort.signal });
  return { answer, type: (line: string) => input.write(`${line}\n`), shown: () => shown, abort };
}

test('a question is shown with what may be answered, and what is typed is the answer', async () => {
  const { answer, type, shown } = terminal();
  const choice = answer(asked('Which account?', { type: 'string', enum: ['giro', 'savings'], default: 'giro' }));
  await new Promise((resolve) => setImmediate(resolve));
  type('savings');
  expect(await choice).toBe('savings');
  expect(shown()).toContain('bank asks: Which account? ("giro", "savings") ["giro"] ');
});

test.each([
  ['', { type: 'string', default: 'giro' }, 'giro'],
  ['', undefined, undefined],
  ['12', { type: 'number' }, 12],
  ['12', { type: 'string' }, '12'],
  ['{"iban": "DE02"}', { type: 'object' }, { iban: 'DE02' }],
  ['DE02 1203', undefined, 'DE02 1203'],
])('what is typed as %j for %j is %j', async (typed, schema, expected) => {
  const { answer, type } = terminal();
  const given = answer(asked('What?', schema));
  await new Promise((resolve) => setImmediate(resolve));
  type(typed);
  expect(await given).toEqual(expected);
});

test('a question that nobody waits for any more ends', async () => {
  const { answer, abort } = terminal();
  const given = answer(asked('What?'));
  const outcome = Promise.resolve(given).catch((thrown) => thrown.name);
  await new Promise((resolve) => setImmediate(resolve));
  abort.abort(new Error('cancelled'));
  expect(await outcome).toBe('AbortError');
});
