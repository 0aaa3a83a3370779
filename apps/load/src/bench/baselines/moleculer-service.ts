// Who answers Moleculer's calls: a service with one action.

import type { Open } from '../order.ts';
import type { Payload } from '../payload.ts';
import { moleculerBroker } from './moleculer-broker.ts';

const open: Open = async (order) => {
  const broker = moleculerBroker('responder', order);
  broker.createService({
    name: 'words',
    actions: {
      repeat: (context: { params: Payload }) => context.params,
    },
  });
  await broker.start();
  return { close: () => broker.stop() };
};
export default open;
