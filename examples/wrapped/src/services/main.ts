// One of the services as a process: `node src/services/main.ts kursblatt|cambio|anschrift [--port N] [--seed N]
// [--failures SHARE] [--delay MS]`. It prints a JSON line {"url": ...} when it listens and, where it is a converter,
// {"asked": n, "fails": boolean} for each conversion that it is asked for. It ends at SIGTERM, SIGINT, or when the pipe on its standard
// input closes, and so with its parent.

import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startAnschrift } from './anschrift.ts';
import { startCambio } from './cambio.ts';
import { fairWeather, type Weather } from './failing-at-times.ts';
import type { HttpService } from './http-service.ts';
import { startKursblatt } from './kursblatt.ts';

const vendors: Readonly<Record<string, (port: number, weather: Weather) => Promise<HttpService>>> = {
  kursblatt: startKursblatt,
  cambio: startCambio,
  anschrift: startAnschrift,
};

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function start(): Promise<HttpService> {
  const text = { type: 'string' } as const;
  const options = { port: text, seed: text, failures: text, delay: text };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [name = ''] = positionals;
  const vendor = Object.hasOwn(vendors, name) ? vendors[name] : undefined;
  if (vendor === undefined) throw new Error(`"${name}" is no service: start ${Object.keys(vendors).join(', ')}`);
  const share = numberOf('failures', values.failures, fairWeather.failureShare);
  if (share > 1) throw new Error(`--failures ${values.failures}: give a share from 0 to 1`);
  return vendor(numberOf('port', values.port, 0), {
    seed: numberOf('seed', values.seed, fairWeather.seed),
    failureShare: share,
    delayMs: numberOf('delay', values.delay, fairWeather.delayMs),
    onAsked: (asked, fails) => say({ asked, fails }),
  });
}

function numberOf(option: string, text: string | undefined, unlessSaid: number): number {
  if (text === undefined) return unlessSaid;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Error(`--${option} ${text}: give a number that is not negative`);
}

/** Only a pipe tells of a parent's end; a terminal or /dev/null does not. */
function whenParentEnds(end: () => void): void {
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) process.stdin.once('end', end).once('error', end).resume();
}

try {
  const service = await start();
  const end = (): void => void service.close().then(() => process.exit(0));
  process.once('SIGTERM', end).once('SIGINT', end);
  whenParentEnds(end);
  say({ url: service.url });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
