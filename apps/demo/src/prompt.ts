// The end of the demo in a terminal: intents of the user's own, until an empty line.

import { createInterface } from 'node:readline/promises';
import { explain, type Mesh } from '@parley/mesh';
import { teller } from './tell.ts';

export async function prompt(mesh: Mesh, signal: AbortSignal): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  console.log('\nNow yours: say what you need (an empty line ends).');
  try {
    for (;;) {
      const intent = (await terminal.question('> ', { signal })).trim();
      if (intent === '') return;
      await ask(mesh, intent);
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    terminal.close();
  }
}

async function ask(mesh: Mesh, intent: string): Promise<void> {
  try {
    const asking = mesh.ask(intent);
    const tell = teller();
    for await (const event of asking) tell(event);
    const outcome = await asking;
    console.log(outcome.type === 'done' ? `   ${JSON.stringify(outcome.output)}` : explain(outcome));
  } catch (thrown) {
    console.log(thrown instanceof Error ? thrown.message : String(thrown));
  }
}
