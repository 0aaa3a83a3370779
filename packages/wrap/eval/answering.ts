// A service in a thread of its own, so that the time it takes is not the caller's: it answers every request with one pet.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';

const pet = {
  id: 7,
  name: 'Ada',
  category: { id: 1, name: 'dogs' },
  photoUrls: ['https://x.example/1'],
  status: 'sold',
};
const answer = JSON.stringify(pet);

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length }).end(answer);
  });
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));
