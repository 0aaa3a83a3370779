// The grammar of subjects: tokens separated by dots; in a pattern `*` stands for one token and a last `>` for one or
// more. The client library sends a subject as it is, so a space or a line break in one would be a command of its own:
// every subject is checked here before it goes anywhere. It refuses to know what any subject means.

import { BusError } from './errors.ts';

const dot = 46;
const space = 32;
const star = 42;
const greater = 62;
const del = 127;

/**
 * Checks a subject something is sent to: at least one token, none empty, no white space, no wildcard.
 * @throws BusError `bad-subject`
 */
export function checkSubject(subject: string): void {
  let previous = dot;
  for (let index = 0; index < subject.length; index++) {
    const code = subject.charCodeAt(index);
    if (code <= space || code === del || code === star || code === greater || (code === dot && previous === dot)) {
      throw badSubject(subject, 'to send to');
    }
    previous = code;
  }
  if (previous === dot) throw badSubject(subject, 'to send to');
}

/**
 * Checks a subject to listen on, in which a token may be `*` and the last one `>`.
 * @throws BusError `bad-subject`
 */
export function checkPattern(pattern: string): void {
  const tokens = pattern.split('.');
  for (const [index, token] of tokens.entries()) {
    const wild = token === '*' || (token === '>' && index === tokens.length - 1);
    if (!wild && !isPlainToken(token)) throw badSubject(pattern, 'to listen on');
  }
}

/** Whether `subject` is one of those that `pattern` stands for. */
export function matchesPattern(pattern: string, subject: string): boolean {
  if (pattern === subject) return true;
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  for (const [index, token] of wanted.entries()) {
    if (token === '>') return tokens.length > index;
    if (index >= tokens.length || (token !== '*' && token !== tokens[index])) return false;
  }
  return tokens.length === wanted.length;
}

function isPlainToken(token: string): boolean {
  if (token === '') return false;
  for (let index = 0; index < token.length; index++) {
    const code = token.charCodeAt(index);
    if (code <= space || code === del || code === star || code === greater) return false;
  }
  return true;
}

function badSubject(subject: string, purpose: string): BusError {
  const shown = JSON.stringify(subject.length > 100 ? `${subject.slice(0, 100)}...` : subject);
  return new BusError('bad-subject', `${shown} is no subject ${purpose}: use dot-separated tokens without white space`);
}
