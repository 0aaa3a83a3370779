// A real nats-server keeps the contract, by the door that the mesh uses.

import { withBroker } from '@parley/testkit';
import { connectNats } from '../src/nats/index.ts';
import { type ContractBroker, freshName } from './contract/door.ts';
import { describeContract } from './contract/index.ts';

async function start(own: boolean): Promise<ContractBroker> {
  const broker = await withBroker({ own });
  return {
    connect: () =>
      connectNats({
        servers: broker.url,
        name: 'contract',
        inboxPrefix: `reply.${freshName()}`,
        reconnectDelayMs: [20, 60],
      }),
    crash: () => void broker.kill('SIGKILL'),
    restart: (options) => broker.restart(options),
    close: () => broker.stop(),
  };
}

describeContract({ title: 'nats', shared: () => start(false), own: () => start(true) });
