// Makes an instance findable and keeps it so: publishes one key a capability, refreshes them before they expire, puts
// them back when they vanish (a broker that came back empty, a supervisor that was wrong about a death), and stops at
// once when told to, or when another process has taken its name over. It knows nothing of who reads them.

import { randomBytes } from 'node:crypto';
import { type Bus, type Clock, type KeyValue, systemClock } from '@parley/bus';
import type { Embedder } from '@parley/embeddings';
import { assertToken, buckets, messageOf, ParleyError } from '@parley/protocol';
import type { CapabilityDescription } from '../capability.ts';
import { type AdvertsBucket, followAdverts, openAdverts } from './adverts-bucket.ts';
import { type Advertiser, buildAdverts, describeAdverts } from './build-adverts.ts';
import { claimInstance, duplicate } from './claim-instance.ts';
import { KeptAdvert } from './keep-advert.ts';
import { isProblem, readAdvert } from './read-advert.ts';

export interface PublishAdvertsOptions extends AdvertsBucket {
  readonly agent: string;
  readonly instance: string;
  readonly version: string;
  readonly pid: number;
  readonly embedder: Embedder;
  readonly capabilities: readonly CapabilityDescription[];
  readonly clock?: Clock;
  /** It takes the place of another instance, which may say something else while both are there. */
  readonly replacing?: boolean;
  /** Hears what went wrong later: a refresh that failed (it is tried again), a name taken over (it gives up). */
  readonly onError?: (error: Error) => void;
}

export interface AdvertKeeper {
  /** Takes the adverts back and stops. Never rejects: what cannot be deleted expires. */
  withdraw(): Promise<void>;
  /** Stops; the adverts expire. Resolves when no write of it is under way any more. */
  close(): Promise<void>;
}

/** Two put-backs of one key are at least this far apart, whoever keeps deleting it. */
const putBackPauseMs = 250;

/**
 * Publishes the adverts of one instance; resolves when all are there.
 * @throws ParleyError `bad-definition`, `duplicate-instance`, `conflicting-adverts`, `bad-token`, `no-mesh`;
 * EmbeddingError; BusError. Nothing of it is published then.
 */
export async function publishAdverts(bus: Bus, options: PublishAdvertsOptions): Promise<AdvertKeeper> {
  const { agent, instance, version, pid, embedder, onError = () => undefined } = options;
  assertToken(agent, "an agent's name");
  assertToken(instance, "an instance's name");
  const advertiser: Advertiser = { agent, instance, version, pid, boot: randomBytes(8).toString('hex') };
  const described = describeAdverts(agent, options.capabilities);
  await claimInstance(bus, options, advertiser, described);
  const built = await buildAdverts(advertiser, described, embedder, (text, cause) => {
    const why = `An example of "${agent}" cannot be embedded and does not help to find it: "${text.slice(0, 100)}".`;
    onError(new ParleyError('bad-definition', why, { cause }));
  });
  const isOwn = (value: Uint8Array) => bootOf(value) === advertiser.boot;
  const kept = built.map((each) => new KeptAdvert(each, isOwn));
  const bucket = await openAdverts(bus, options);
  await publishAll(bucket, kept, advertiser);
  return keep(bus, { ...options, onError, isOwn }, bucket, kept, advertiser);
}

/** In order, so that of two that start at once under one name the first key decides. */
async function publishAll(bucket: KeyValue, kept: readonly KeptAdvert[], advertiser: Advertiser): Promise<void> {
  try {
    const [first, ...rest] = kept;
    await writeOwn(bucket, first!, advertiser);
    await Promise.all(rest.map((each) => writeOwn(bucket, each, advertiser)));
  } catch (thrown) {
    await Promise.allSettled(kept.map((each) => each.remove(bucket)));
    throw thrown;
  }
}

async function writeOwn(bucket: KeyValue, kept: KeptAdvert, advertiser: Advertiser): Promise<void> {
  const foreign = await kept.write(bucket);
  if (foreign === undefined) return;
  const read = readAdvert(foreign.key, foreign.value);
  if (!isProblem(read)) throw duplicate(advertiser, read.advert);
  throw new ParleyError('duplicate-instance', `${read.text} Delete the key "${foreign.key}" from "${bucket.bucket}".`);
}

function keep(
  bus: Bus,
  options: PublishAdvertsOptions & {
    readonly onError: (error: Error) => void;
    readonly isOwn: (value: Uint8Array) => boolean;
  },
  bucket: KeyValue,
  kept: readonly KeptAdvert[],
  advertiser: Advertiser,
): AdvertKeeper {
  const { clock = systemClock, mesh, onError, isOwn } = options;
  const ttlMs = options.advertTtlMs ?? buckets(mesh).adverts.ttlMs;
  const byKey = new Map(kept.map((each) => [each.key, each]));
  const lastPutBack = new Map<string, number>();
  const waiting = new Map<string, unknown>();
  let writes: Promise<void> = Promise.resolve();
  let closed = false;

  const write = (each: KeptAdvert): void => {
    writes = writes.then(async () => {
      if (closed) return;
      try {
        await writeOwn(bucket, each, advertiser);
      } catch (thrown) {
        if (closed) return;
        if (thrown instanceof ParleyError && thrown.code === 'duplicate-instance') stop();
        onError(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
      }
    });
  };
  const putBack = (key: string): void => {
    const each = byKey.get(key);
    if (each === undefined || closed || waiting.has(key)) return;
    const pauseMs = (lastPutBack.get(key) ?? Number.NEGATIVE_INFINITY) + putBackPauseMs - clock.now();
    const now = () => {
      waiting.delete(key);
      lastPutBack.set(key, clock.now());
      write(each);
    };
    if (pauseMs <= 0) now();
    else waiting.set(key, clock.setTimeout(now, pauseMs));
  };
  const refresh = (): void => {
    refreshing = clock.setTimeout(refresh, ttlMs / 3);
    for (const each of kept) write(each);
  };
  const stop = (): void => {
    closed = true;
    clock.clearTimeout(refreshing);
    for (const timer of waiting.values()) clock.clearTimeout(timer);
    following.close();
  };
  const following = followAdverts(
    bus,
    { ...options, pattern: `${advertiser.agent}.${advertiser.instance}.>` },
    {
      // Somebody else's value under one's own key: the guarded write finds out who it is, and gives way.
      put: ({ key, value }) => {
        const each = byKey.get(key);
        if (each !== undefined && !isOwn(value)) write(each);
      },
      deleted: putBack,
      listed: (keys) => {
        for (const key of byKey.keys()) if (!keys.has(key)) putBack(key);
      },
      lost: () => undefined,
      closed: () => stop(),
      failed: (error) => onError(error instanceof Error ? error : new Error(messageOf(error))),
    },
  );
  let refreshing = clock.setTimeout(refresh, ttlMs / 3);

  return {
    async withdraw() {
      stop();
      await writes;
      const removed = await Promise.allSettled(kept.map((each) => each.remove(bucket)));
      const failed = removed.find((each) => each.status === 'rejected');
      if (failed !== undefined) onError(failed.reason as Error);
    },
    async close() {
      stop();
      await writes;
    },
  };
}

function bootOf(value: Uint8Array): unknown {
  try {
    return (JSON.parse(new TextDecoder().decode(value)) as { boot?: unknown }).boot;
  } catch {
    return undefined;
  }
}
