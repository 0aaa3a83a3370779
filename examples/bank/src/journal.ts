/**
 * The book's file: one JSON line an entry, appended and never rewritten. A last line cut short by a crash was never
 * answered to anyone, so it is removed; any other line that cannot be read stops the bank rather than lose a charge.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import type { Charge, ChargeRequest } from './charge.ts';
import { BankError } from './errors.ts';

type JournalLine = { entry: 'charge'; charge: Charge } | { entry: 'request'; request: ChargeRequest };

export interface Journal {
  readonly lines: readonly JournalLine[];
  append(line: JournalLine): void;
}

/** Opens or creates the file. Throws `BankError` `book-unreadable`, naming the line. */
export function openJournal(file: string): Journal {
  try {
    const lines = existsSync(file) ? readLines(file) : [];
    appendFileSync(file, '');
    return { lines, append: (line) => appendFileSync(file, `${JSON.stringify(line)}\n`) };
  } catch (cause) {
    if (cause instanceof BankError) throw cause;
    throw new BankError('book-unreadable', `cannot use ${file} as the book: ${(cause as Error).message}`, { cause });
  }
}

function readLines(file: string): JournalLine[] {
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => readLine(line, `${file}:${index + 1}`));
}

function readLine(line: string, place: string): JournalLine {
  try {
    const read = JSON.parse(line) as JournalLine;
    if (read.entry === 'charge' && typeof read.charge.id === 'string') return read;
    if (read.entry === 'request' && typeof read.request.number === 'number') return read;
  } catch (cause) {
    throw new BankError('book-unreadable', `${place} is not JSON: mend the line or give another file`, { cause });
  }
  throw new BankError('book-unreadable', `${place} is not an entry of a book: mend the line or give another file`);
}
