// A NATS micro service by the library's own services API (ADR-32), so that every NATS tool understands it. A handler
// that throws is counted as an error and answered as one, by the library.

import type { Service as LibraryService, NatsConnection } from 'nats';
import type { Service, ServiceConfig } from '../service.ts';
import { checkService } from '../service-names.ts';
import { toBusMessage } from './messages.ts';
import { toBusError } from './nats-errors.ts';

/** @throws BusError where the server or the library refuses the service's names */
export async function startService(nc: NatsConnection, config: ServiceConfig): Promise<Service> {
  checkService(config);
  const service = await add(nc, config);
  return {
    id: service.info().id,
    close: async () => {
      await service.stop();
    },
  };
}

async function add(nc: NatsConnection, config: ServiceConfig): Promise<LibraryService> {
  const { name, version, description, metadata, stats } = config;
  const service = await nc.services.add({
    name,
    version,
    ...(description === undefined ? {} : { description }),
    ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
    ...(stats === undefined ? {} : { statsHandler: () => Promise.resolve(stats()) }),
  });
  try {
    for (const endpoint of config.endpoints) {
      service.addEndpoint(endpoint.name, {
        subject: endpoint.subject,
        handler: (error, message) => {
          if (error === null) endpoint.handle(toBusMessage(message));
        },
      });
    }
  } catch (error) {
    await service.stop();
    throw toBusError(error, `the service ${name} was not registered`);
  }
  return service;
}
