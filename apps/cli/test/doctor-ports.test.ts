import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from '@parley/testkit';
import { aboutPorts } from '../src/operate/doctor-ports.ts';

test('the health of a mesh is told where it says, or that is said', async () => {
  const server = createServer((request, response) => response.writeHead(request.url === '/healthz' ? 200 : 404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await aboutPorts(`http://127.0.0.1:${port}`, 2_000)).toMatchObject({ state: 'ok' });
  await new Promise((resolve) => server.close(resolve));
  expect(await aboutPorts(`http://127.0.0.1:${await freePort()}`, 2_000)).toMatchObject({
    state: 'warn',
    mend: 'npx parley up',
  });
});
