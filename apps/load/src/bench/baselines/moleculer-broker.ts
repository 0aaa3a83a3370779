// A Moleculer node on the bench's server: its defaults, with its log switched off, which makes it no slower. With
// `serializer: "CBOR"` it is tuned as its release notes advise ("faster than any other serializers").

// Moleculer loads it by its name where it is told to; without it the node ends.
import 'cbor-x';
import { ServiceBroker } from 'moleculer';
import type { Order } from '../order.ts';

export function moleculerBroker(nodeID: string, { servers, group, options }: Order): ServiceBroker {
  const isCbor = options.serializer === 'CBOR';
  return new ServiceBroker({
    nodeID,
    namespace: `${group}-${isCbor ? 'cbor' : 'defaults'}`,
    transporter: { type: 'NATS', options: { url: servers } },
    logger: false,
    skipProcessEventRegistration: true,
    ...(isCbor ? { serializer: 'CBOR' } : {}),
  });
}
