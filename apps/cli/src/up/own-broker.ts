// The broker of `up`: a nats-server of its own by the ladder, or, where the user named servers, theirs.

import { join } from 'node:path';
import { type Broker, findOrInstallNatsServer, startBroker } from '@parley/broker';
import { connectNats } from '@parley/bus/nats';
import { buckets, messageOf, streams } from '@parley/protocol';
import { CommandError } from '../exit-codes.ts';
import type { Setting } from '../setting.ts';

const defaultPort = 4222;
const answersWithinMs = 2_000;
/** More ends than this within the period, and the mesh is taken down. */
const restarts = { intensity: 3, periodMs: 60_000 } as const;

export interface UpBroker {
  readonly url: string;
  readonly pid: number | undefined;
  readonly storeDir: string | undefined;
  /** Resolves with how it ended, should it keep ending by itself; never for a broker that is not ours. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

interface OwnBroker {
  readonly port: number | undefined;
  readonly root: string;
  readonly temporary: boolean;
  readonly mesh: string;
}

/** @throws BrokerError with the one command that mends it */
export async function startOwnBroker(
  { env }: Setting,
  { port = defaultPort, root, temporary, mesh }: OwnBroker,
  onTold: (text: string) => void,
): Promise<UpBroker> {
  const found = await findOrInstallNatsServer({
    env,
    natsServerPath: env.PARLEY_NATS_SERVER || undefined,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  const broker = await startBroker({
    port,
    serverPath: found.path,
    env,
    minFileBytes: reservedBytes(mesh),
    ...(temporary ? {} : { storeDir: join(root, '.parley', 'jetstream') }),
  });
  return {
    url: broker.url,
    get pid() {
      return broker.pid;
    },
    storeDir: broker.storeDir,
    died: keepUp(broker, onTold),
    stop: () => broker.stop(),
  };
}

/** What a mesh reserves at the broker from its first minute, whether it fills it or not. */
function reservedBytes(mesh: string): number {
  const { record } = streams(mesh);
  return [...Object.values(buckets(mesh)), record].reduce((sum, { maxBytes }) => sum + maxBytes, 0);
}

/** @throws CommandError where nobody answers */
export async function useBroker(url: string): Promise<UpBroker> {
  await checkAnswers(url).catch((thrown) => {
    const message = `No broker answers at ${url} (${messageOf(thrown)}): start it, or unset NATS_URL and leave out --servers to get one.`;
    throw new CommandError('noMesh', message, { cause: thrown });
  });
  return { url, pid: undefined, storeDir: undefined, died: new Promise(() => undefined), stop: async () => undefined };
}

/** Whether a broker answers there. */
export async function isBrokerUp(url: string): Promise<boolean> {
  return checkAnswers(url).then(
    () => true,
    () => false,
  );
}

async function checkAnswers(url: string): Promise<void> {
  const bus = await connectNats({
    servers: url.split(','),
    name: 'parley-up',
    inboxPrefix: '_INBOX_parley_up',
    connectTimeoutMs: answersWithinMs,
  });
  await bus.close();
}

// A broker that ends is started again, on the same port and with what it kept: everybody comes back to it by themselves.
// Where it ends too often, that is told as its death.
function keepUp(broker: Broker, onTold: (text: string) => void): Promise<string> {
  const endsAtMs: number[] = [];
  return new Promise((resolve) => {
    broker.onExit(({ expected, code, signal, lines }) => {
      if (expected) return;
      const said = lines.at(-1) ?? 'it said nothing';
      const how = signal === null ? `exited with ${code}: ${said}` : `was ended by ${signal}`;
      const nowMs = performance.now();
      endsAtMs.push(nowMs);
      if (endsAtMs.filter((each) => each > nowMs - restarts.periodMs).length > restarts.intensity) return resolve(how);
      onTold(`The broker ${how}. It is started again ...`);
      broker.restart().then(
        () => onTold(`The broker is back at ${broker.url}.`),
        (thrown) => resolve(`${how}, and cannot be started again: ${messageOf(thrown)}`),
      );
    });
  });
}
