// How an instance makes itself known: as a NATS micro service that listens at its inbox, by adverts, and by presence.
// In this order, so that who finds it can call it.

import type { BusMessage } from '@parley/bus';
import { announcePresence, publishAdverts } from '@parley/discovery';
import type { Embedder } from '@parley/embeddings';
import { describeCapability } from '@parley/mesh';
import type { LifecycleState } from '@parley/protocol';
import type { Instance } from './instance.ts';

export interface Announcement {
  /** State or load has changed: says so at once. */
  changed(): void;
  /** Takes the adverts back; the instance goes on listening. */
  withdraw(): Promise<void>;
  /** Puts them up again. */
  advertise(): Promise<void>;
  /** Says goodbye and listens no more. */
  close(): Promise<void>;
}

/** @throws ParleyError `duplicate-instance`, `conflicting-adverts`; EmbeddingError; nothing is left behind then */
export async function announce(
  instance: Instance,
  life: { state(): LifecycleState },
  embedder: Embedder,
  { handle, replacing }: { readonly replacing: boolean; readonly handle: (message: BusMessage) => void },
): Promise<Announcement> {
  const { bus, subjects, definition, instance: name, clock, slots, log } = instance;
  const { name: agent, version } = definition;
  const capabilities = Object.values(definition.capabilities).map(describeCapability);
  const { mesh } = subjects;
  const putUp = () =>
    publishAdverts(bus, {
      mesh,
      agent,
      instance: name,
      version,
      pid: process.pid,
      embedder,
      capabilities,
      clock,
      replacing,
      onError: (error) => log.warn({ err: error }, 'its adverts could not be refreshed'),
    });
  const metadata = { mesh, agent, instance: name, pid: String(process.pid), space: embedder.info.space };
  const service = await bus.service({
    name: 'parley-agent',
    version,
    description: capabilities.map((each) => each.name).join(', '),
    metadata,
    endpoints: [{ name: 'inbox', subject: subjects.inbox(agent, name), handle }],
    stats: () => ({
      state: life.state(),
      working: slots.working,
      held: slots.held,
      slots: slots.total,
      ...slots.counts,
    }),
  });
  let adverts = await putUp().catch(async (thrown) => {
    await service.close();
    throw thrown;
  });
  const presence = announcePresence(bus, {
    mesh,
    agent,
    instance: name,
    clock,
    read: () => ({
      state: life.state(),
      load: { working: slots.working, slots: slots.total, held: slots.held, ...slots.counts },
      pid: process.pid,
      space: embedder.info.space,
      version,
    }),
  });
  return {
    changed: () => presence.changed(),
    withdraw: () => adverts.withdraw(),
    advertise: async () => {
      adverts = await putUp();
    },
    close: async () => {
      presence.close();
      await service.close();
    },
  };
}
