// What the broker says of the mesh's streams and buckets, and of the time: how near they are to their limits, and how far
// its clock is from ours. The findings are pure; asking is one request a stream.

import type { Bus } from '@parley/bus';
import { buckets, streams } from '@parley/protocol';
import { z } from 'zod';

export interface StoreFinding {
  readonly what: 'stores' | 'clock';
  readonly state: 'ok' | 'warn';
  readonly text: string;
  readonly mend?: string;
}

const StreamInfo = z.looseObject({
  /** The server's time; said from 2.10 on. */
  ts: z.string().optional(),
  config: z.looseObject({ name: z.string(), max_bytes: z.number(), discard: z.string().optional() }),
  state: z.looseObject({ bytes: z.number() }),
});
type StreamInfo = z.infer<typeof StreamInfo>;

/** One answer, with our own clock's reading in the middle of the way there and back, milliseconds since 1970. */
export interface Told {
  readonly info: StreamInfo;
  readonly atMs: number;
  readonly tookMs: number;
}

const fullAt = 0.9;
const skewMsMax = 1_000;
const mebibyte = 1024 * 1024;

/** Asks for what is there; what the mesh has not needed yet is left out. Never rejects. */
export async function tellStores(bus: Bus, mesh: string, timeoutMs: number): Promise<readonly Told[]> {
  const names = [
    ...Object.values(streams(mesh)).map(({ name }) => name),
    ...Object.values(buckets(mesh)).map(({ bucket }) => `KV_${bucket}`),
  ];
  const told = await Promise.all(names.map((name) => tellOne(bus, name, timeoutMs)));
  return told.filter((each) => each !== undefined);
}

async function tellOne(bus: Bus, name: string, timeoutMs: number): Promise<Told | undefined> {
  const startMs = Date.now();
  try {
    const { data } = await bus.request(`$JS.API.STREAM.INFO.${name}`, new Uint8Array(0), { timeoutMs });
    const tookMs = Date.now() - startMs;
    const parsed = StreamInfo.safeParse(JSON.parse(new TextDecoder().decode(data)));
    return parsed.success ? { info: parsed.data, atMs: startMs + tookMs / 2, tookMs } : undefined;
  } catch {
    return undefined;
  }
}

/** Those that refuse what is new when they are full, and are nearly so. A record forgets its oldest instead. */
export function aboutStores(told: readonly Told[]): StoreFinding {
  const what = 'stores';
  const shareOf = ({ config, state }: StreamInfo) => (config.max_bytes > 0 ? state.bytes / config.max_bytes : 0);
  const full = told.filter(({ info }) => info.config.discard !== 'old' && shareOf(info) >= fullAt);
  if (full.length > 0) {
    const names = full.map(({ info }) => `${info.config.name} (${Math.floor(shareOf(info) * 100)}% of its limit)`);
    const mend = 'remove what is no longer needed from it, or take the mesh down and its .parley/jetstream away';
    return { what, state: 'warn', text: `nearly full, and soon refusing what is new: ${names.join(', ')}`, mend };
  }
  const mib = told.reduce((sum, { info }) => sum + info.state.bytes, 0) / mebibyte;
  return {
    what,
    state: 'ok',
    text: `${told.length} streams and buckets hold ${mib.toFixed(1)} MiB, none near its limit`,
  };
}

/** Nothing is ordered by clocks, but people read their times beside each other. */
export function aboutClock(told: readonly Told[]): StoreFinding {
  const what = 'clock';
  const known = told.filter(({ info }) => !Number.isNaN(Date.parse(info.ts ?? '')));
  const best = known.toSorted((a, b) => a.tookMs - b.tookMs)[0];
  if (best === undefined)
    return { what, state: 'ok', text: 'the broker does not tell its time (it does from 2.10 on)' };
  const skewMs = Math.round(Date.parse(best.info.ts!) - best.atMs);
  const ahead = skewMs >= 0 ? 'ahead of' : 'behind';
  const text = `the broker's clock is ${Math.abs(skewMs)} ms ${ahead} this machine's`;
  if (Math.abs(skewMs) <= skewMsMax + best.tookMs) return { what, state: 'ok', text };
  return { what, state: 'warn', text, mend: 'synchronise both machines: timedatectl set-ntp true' };
}
