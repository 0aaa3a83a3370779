// The services for tests, each closed at the end of its test, and requests to them.

import { afterEach } from '@jest/globals';
import { startAnschrift } from '../src/services/anschrift.ts';
import { startCambio } from '../src/services/cambio.ts';
import { fairWeather, type Weather } from '../src/services/failing-at-times.ts';
import { startKursblatt } from '../src/services/kursblatt.ts';

const starts = { kursblatt: startKursblatt, cambio: startCambio, anschrift: startAnschrift } as const;
const closes: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});

/** @returns its address */
export async function started(name: keyof typeof starts, weather: Partial<Weather> = {}): Promise<string> {
  const { url, close } = await starts[name](0, { ...fairWeather, ...weather });
  closes.push(close);
  return url;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

export async function get(url: string, query: Record<string, string> = {}): Promise<Answer> {
  return read(await fetch(`${url}?${new URLSearchParams(query)}`));
}

export async function post(url: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return read(await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }));
}

async function read(response: Response): Promise<Answer> {
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  return { status: response.status, type, body: (await response.json()) as Record<string, unknown> };
}
