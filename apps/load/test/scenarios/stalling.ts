// An agent that answers nothing for a second, once, a while after its first task: what comes meanwhile waits.

import { capability, defineAgent, defineCapability } from '@parley/agent';
import { scenario } from '@parley/load/scenario';
import { z } from 'zod';

const fromMs = 1_500;
const untilMs = 2_500;
const shape = z.object({});
const wait = defineCapability({
  name: 'wait',
  description: 'Answer, sooner or later.',
  examples: [],
  input: shape,
  output: shape,
});

export default scenario({
  name: 'stalling',
  about: 'one agent that answers nothing for a second',
  agentCount: 1,
  agents() {
    let firstAtMs: number | undefined;
    const perform = async ({ sleep }: { sleep: (ms: number) => Promise<void> }) => {
      firstAtMs ??= performance.now();
      const sinceMs = performance.now() - firstAtMs;
      if (sinceMs > fromMs && sinceMs < untilMs) await sleep(untilMs - sinceMs);
      return {};
    };
    const bid = () => ({ price: '0.01', etaMs: 1 });
    return [
      defineAgent({
        name: 'sleeper',
        slots: 4_096,
        capabilities: { [wait.name]: capability({ ...wait, bid, perform }) },
      }),
    ];
  },
  open: (mesh) => () => mesh.ask(wait, { input: {} }),
});
