// A NATS micro service in memory: the same questions under `$SRV` and the same answers as the real ones (ADR-32), so
// that a test can ask what an operator would. Durations are nanoseconds, as there.

import type { Bus, Subscription } from '../bus.ts';
import type { BusMessage, Headers } from '../message.ts';
import type { Service, ServiceConfig, ServiceEndpoint } from '../service.ts';
import { checkService } from '../service-names.ts';
import type { MemoryDoor } from './memory-door.ts';

const queue = 'q';

interface EndpointStats {
  num_requests: number;
  num_errors: number;
  processing_time: number;
  last_error?: string;
}

/** @throws BusError `bad-subject` where a name or the version is not as NATS wants it */
export function startMemoryService(bus: MemoryDoor, config: ServiceConfig): Service {
  checkService(config);
  const id = bus.broker.randomHex(11).toUpperCase();
  const started = new Date(bus.broker.epochNowMs()).toISOString();
  const { name, version, description = '', metadata = {} } = config;
  const identity = { name, id, version, metadata };
  const endpoints = config.endpoints.map((endpoint) => countEndpoint(bus, endpoint));
  const answers: Readonly<Record<string, () => object>> = {
    PING: () => ({ type: 'io.nats.micro.v1.ping_response', ...identity }),
    INFO: () => ({
      type: 'io.nats.micro.v1.info_response',
      ...identity,
      description,
      endpoints: config.endpoints.map((endpoint) => ({ ...place(endpoint), metadata: {} })),
    }),
    STATS: () => ({
      type: 'io.nats.micro.v1.stats_response',
      ...identity,
      started,
      endpoints: endpoints.map(({ stats }) => ({ ...stats(), data: config.stats?.() })),
    }),
  };
  const subscriptions = endpoints.map(({ subscription }) => subscription);
  for (const [verb, answer] of Object.entries(answers)) {
    for (const subject of [`$SRV.${verb}`, `$SRV.${verb}.${name}`, `$SRV.${verb}.${name}.${id}`]) {
      subscriptions.push(
        bus.subscribe(subject, (message) => reply(bus, message, Buffer.from(JSON.stringify(answer())))),
      );
    }
  }
  return {
    id,
    close: async () => {
      for (const subscription of subscriptions) subscription.close();
    },
  };
}

function countEndpoint(
  bus: MemoryDoor,
  endpoint: ServiceEndpoint,
): { subscription: Subscription; stats: () => object } {
  const counted: EndpointStats = { num_requests: 0, num_errors: 0, processing_time: 0 };
  const handle = (message: BusMessage) => {
    const startedAt = bus.broker.clock.now();
    try {
      endpoint.handle(message);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      counted.num_errors += 1;
      counted.last_error = text;
      reply(bus, message, new Uint8Array(0), { 'Nats-Service-Error': text, 'Nats-Service-Error-Code': '500' });
    } finally {
      counted.num_requests += 1;
      counted.processing_time += Math.round((bus.broker.clock.now() - startedAt) * 1e6);
    }
  };
  const average = () => (counted.num_requests === 0 ? 0 : Math.round(counted.processing_time / counted.num_requests));
  return {
    subscription: bus.subscribe(endpoint.subject, handle, { queue }),
    stats: () => ({ ...place(endpoint), ...counted, average_processing_time: average() }),
  };
}

function place({ name, subject }: ServiceEndpoint): object {
  return { name, subject, queue_group: queue };
}

function reply(bus: Bus, message: BusMessage, data: Uint8Array, headers?: Headers): void {
  if (message.reply !== undefined) bus.publish(message.reply, data, headers === undefined ? {} : { headers });
}
