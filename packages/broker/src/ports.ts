// Which port. Free ones are taken from below the range that systems hand out to outgoing connections (Linux starts
// at 32768, macOS at 49152), so that a server that restarts on its port does not find a client's socket on it.
// It refuses to reserve: between the look and the use somebody else may come, and the caller tries again.

import { createServer } from 'node:net';

const lowest = 20_000;
const highest = 31_999;
const tries = 50;

/** True where nobody listens on `port` and we may. */
export function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port between 20000 and 31999 that was free a moment ago. */
export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  for (let round = 0; round < tries; round += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    if (await isPortFree(port, host)) return port;
  }
  throw new Error(`no free port between ${lowest} and ${highest} in ${tries} tries`);
}

/** One command that shows who has the port. */
export function whoHasPort(port: number, platform: NodeJS.Platform = process.platform): string {
  return platform === 'linux' ? `ss -ltnp 'sport = :${port}'` : `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
}
