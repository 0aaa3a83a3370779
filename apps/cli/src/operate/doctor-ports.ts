// Whether the ports a mesh needs are its own: where one of this folder is up, that its health is told where it says; where
// none is, that the default port of the broker is free for one.

import { connect } from 'node:net';

export interface PortFinding {
  readonly what: 'ports';
  readonly state: 'ok' | 'warn';
  readonly text: string;
  readonly mend?: string;
}

const defaultPort = 4222;

/** @param health where the mesh of this folder says its health is told; undefined where none is up */
export async function aboutPorts(health: string | undefined, timeoutMs: number): Promise<PortFinding> {
  const what = 'ports';
  if (health !== undefined) {
    const signal = AbortSignal.timeout(timeoutMs);
    const isTold = await fetch(new URL('/healthz', health), { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isTold) return { what, state: 'ok', text: `health is told at ${health}` };
    return { what, state: 'warn', text: `nobody tells the health of this mesh at ${health}`, mend: 'npx parley up' };
  }
  if (await isFree(defaultPort, timeoutMs))
    return { what, state: 'ok', text: `port ${defaultPort} is free for a broker` };
  const mend = 'npx parley up --port 0, or --servers with what listens there, where it is a nats-server';
  return { what, state: 'ok', text: `somebody listens on port ${defaultPort}, and it is no mesh of this folder`, mend };
}

function isFree(port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: timeoutMs });
    const end = (free: boolean) => {
      socket.destroy();
      resolve(free);
    };
    socket.once('connect', () => end(false));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(true));
  });
}
