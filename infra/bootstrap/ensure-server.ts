// Finds a nats-server, or installs one, for the bootstrap: the path as JSON on standard output, progress and the
// reasons of a failure on standard error. An entry point, so it reads the environment.

import { BrokerError, findOrInstallNatsServer } from '@parley/broker';

try {
  const found = await findOrInstallNatsServer({
    env: process.env,
    natsServerPath: process.env.PARLEY_NATS_SERVER,
    onProgress: (line) => console.error(`progress: ${line}`),
  });
  console.log(JSON.stringify(found));
} catch (error) {
  console.error(error instanceof BrokerError ? error.message : error);
  process.exitCode = 1;
}
