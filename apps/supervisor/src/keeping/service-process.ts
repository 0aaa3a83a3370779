// An outside service of the workspace (the demo's bank): started before the agents, stopped after them.

import { ParleyError } from '@parley/protocol';
import type { ServiceEntry } from '../roster/roster.ts';
import { Child } from './child-process.ts';

const readyWithinMs = 10_000;
const endWithinMs = 3_000;

export interface RunningService {
  readonly configKey: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** @throws ParleyError `internal` where it does not listen in time, with its last lines */
export async function startService(entry: ServiceEntry, env: NodeJS.ProcessEnv): Promise<RunningService> {
  let onExit: () => void = () => undefined;
  const exited = new Promise<void>((resolve) => {
    onExit = resolve;
  });
  let child: Child | undefined;
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) =>
      reject(new ParleyError('internal', `${entry.name} ${why}. ${child?.lastLines.slice(-3).join(' ') ?? ''}`));
    const timer = setTimeout(() => fail(`did not listen within ${readyWithinMs} ms`), readyWithinMs);
    child = new Child(entry.entry, [], undefined, env, {
      answer: (line) => {
        clearTimeout(timer);
        if (typeof line.url === 'string') resolve(line.url);
      },
      log: () => undefined,
      exited: () => {
        clearTimeout(timer);
        onExit();
        fail('ended before it listened');
      },
    });
  }).catch((thrown) => {
    child?.kill('SIGKILL');
    throw thrown;
  });
  return {
    configKey: entry.configKey,
    url,
    stop: async () => {
      child!.end();
      const timer = setTimeout(() => child!.kill('SIGKILL'), endWithinMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
