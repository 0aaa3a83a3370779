// A service that exists: an HTTP server beside each process of agents, wrapped by `fromHttp` as its owner would.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { capability, defineAgent, defineCapability } from '@parley/agent';
import { scenario } from '@parley/load/scenario';
import { fromHttp } from '@parley/wrap';
import { z } from 'zod';

const convert = defineCapability({
  name: 'convert-currency',
  description: 'Convert an amount of money into another currency.',
  examples: ['convert 50 EUR to USD'],
  input: z.object({ from: z.string(), to: z.string(), amount: z.string() }),
  output: z.looseObject({ result: z.string() }),
});

async function startService(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ result: '54.10' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export default scenario({
  name: 'wrapped',
  about: 'three agents that are HTTP services behind fromHttp bid for each ask',
  agentCount: 3,
  // Its address is on this machine, which a wrapped service must be told that it may be.
  config: { allowPrivate: true },
  agents: async ({ agents }) => {
    const baseUrl = await startService();
    const wrapped = fromHttp({
      ...convert,
      service: { name: 'Rates', baseUrl },
      method: 'GET',
      path: '/convert/{from}/{to}',
    });
    return Array.from({ length: agents }, (_, i) =>
      defineAgent({
        name: `rates-${i + 1}`,
        slots: 1_024,
        capabilities: { [convert.name]: capability({ ...wrapped, bid: () => ({ price: `0.0${i + 1}`, etaMs: 20 }) }) },
      }),
    );
  },
  open: (mesh) => () => mesh.ask(convert, { input: { from: 'EUR', to: 'USD', amount: '50' } }),
});
