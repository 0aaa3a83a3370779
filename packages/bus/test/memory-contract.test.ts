// The broker in memory keeps the contract that real servers keep.

import { createMemoryBroker } from '../src/memory/index.ts';
import { type ContractBroker, freshName } from './contract/door.ts';
import { describeContract } from './contract/index.ts';

function start(): ContractBroker {
  const broker = createMemoryBroker({ seed: 7 });
  return {
    connect: async () => broker.connect({ inboxPrefix: `reply.${freshName()}` }),
    crash: () => broker.stop(),
    restart: async (options) => broker.restart(options),
    close: async () => broker.stop(),
  };
}

const shared = start();
describeContract({ title: 'memory', shared: async () => shared, own: async () => start() });
