// Keeps a nats-server exactly as long as its parent lives. nats-server has no such option, so this small process
// stands between them: it holds one end of a pipe, and when the pipe closes (the parent asked for the end, or was
// killed with SIGKILL and asked for nothing) it ends the server and removes the folder it made.
// It runs in a process group of its own, so that Ctrl-C reaches the parent alone, which can drain first.
// It refuses to know what NATS is: it gets a program, its arguments and one file to write, as JSON in its argument.
//   lines in:   start | empty | end-after <ms>      lines out (JSON):   {folder} | {pid} | {exit: {code, signal, lines}}

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const job = JSON.parse(process.argv[2]);
const folder = mkdtempSync(join(job.temporaryRoot, job.prefix));
writeFileSync(join(folder, job.file.name), job.file.text);

let server;
let ending = false;

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

function start() {
  if (server !== undefined || ending) return;
  const lines = [];
  server = spawn(job.program, job.args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  createInterface({ input: server.stderr }).on('line', (line) => {
    lines.push(line.slice(0, 500));
    if (lines.length > 30) lines.shift();
  });
  server.on('spawn', () => say({ pid: server.pid }));
  const ended = (code, signal) => {
    if (server === undefined) return;
    server = undefined;
    say({ exit: { code, signal, lines } });
    if (ending) leave();
  };
  server.on('error', (error) => {
    lines.push(error.message);
    ended(null, null);
  });
  server.on('close', ended);
}

function end() {
  if (ending) return;
  ending = true;
  if (server === undefined) return leave();
  server.kill('SIGTERM');
  // A server whose disk is full ignores SIGTERM.
  setTimeout(() => server?.kill('SIGKILL'), job.graceMs);
}

function leave() {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}

process.stdout.on('error', () => {});
process.on('SIGTERM', end);
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [word, delayMs] = line.split(' ');
    if (word === 'start') start();
    if (word === 'empty') rmSync(join(folder, job.storeName), { recursive: true, force: true });
    if (word === 'end-after') setTimeout(end, Number(delayMs));
  })
  .on('close', end);

say({ folder });
