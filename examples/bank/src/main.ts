/**
 * The bank as a process: `node src/main.ts [--port N] [--book FILE]`, or BANK_PORT and BANK_BOOK. It prints one JSON
 * line, {"url": ...}, when it listens, and ends with its parent: when its input pipe or its channel to the parent
 * closes, or on SIGTERM or SIGINT. An entry point: the only file that reads the environment.
 */
import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BankOptions } from './bank.ts';
import { startBank } from './bank.ts';

function readOptions(): BankOptions {
  const { values } = parseArgs({ options: { port: { type: 'string' }, book: { type: 'string' } } });
  const port = values.port ?? process.env.BANK_PORT;
  const bookFile = values.book ?? process.env.BANK_BOOK;
  const options: BankOptions = {};
  if (port !== undefined) options.port = port.trim() === '' ? Number.NaN : Number(port);
  if (bookFile !== undefined) options.bookFile = bookFile;
  return options;
}

/** Only a pipe tells of a parent's end; a terminal or /dev/null does not. */
function whenParentEnds(end: () => void): void {
  process.once('disconnect', end);
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) process.stdin.once('end', end).once('error', end).resume();
}

try {
  const bank = await startBank(readOptions());
  const end = (): void => {
    void bank.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  whenParentEnds(end);
  process.stdout.write(`${JSON.stringify({ url: bank.url })}\n`);
} catch (error) {
  process.stderr.write(`bank: ${(error as Error).message}\n`);
  process.exit(1);
}
