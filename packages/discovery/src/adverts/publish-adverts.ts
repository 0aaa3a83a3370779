// Makes an instance findable: one key a capability, published where nobody is in the way, and kept from then on. It
// knows nothing of who reads them.

import { randomBytes } from 'node:crypto';
import type { Bus, Clock, KeyValue } from '@parley/bus';
import type { Embedder } from '@parley/embeddings';
import { assertToken, ParleyError } from '@parley/protocol';
import type { CapabilityDescription } from '../capability.ts';
import { type AdvertsBucket, openAdverts } from './adverts-bucket.ts';
import { type Advertiser, buildAdverts, describeAdverts } from './build-adverts.ts';
import { claimInstance } from './claim-instance.ts';
import { type AdvertKeeper, keepAdverts } from './keep-adverts.ts';
import { KeptAdvert, writeOwn } from './kept-advert.ts';

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

/**
 * Publishes the adverts of one instance; resolves when all are there.
 * @throws ParleyError `bad-definition`, `duplicate-instance`, `conflicting-adverts`, `bad-token`;
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
  return keepAdverts(bus, { ...options, onError, isOwn, bucket, kept, advertiser });
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

function bootOf(value: Uint8Array): unknown {
  try {
    return (JSON.parse(new TextDecoder().decode(value)) as { boot?: unknown }).boot;
  } catch {
    return undefined;
  }
}
