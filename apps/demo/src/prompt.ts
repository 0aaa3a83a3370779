// The end of the demo in a terminal: intents of the user's own, until an empty line or the end of input. Lines typed
// while one is worked on wait their turn.

import { createInterface } from 'node:readline';
import type { Mesh } from '@parley/mesh';
import type { Story } from './story.ts';

/** @param interrupt called at Ctrl-C, which a terminal that is read line by line keeps to itself */
export async function prompt(mesh: Mesh, story: Story, interrupt: () => void): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  terminal.on('SIGINT', () => {
    terminal.close();
    interrupt();
  });
  story.say('\nNow yours: say what you need (an empty line ends).');
  terminal.prompt();
  for await (const line of terminal) {
    const intent = line.trim();
    if (intent === '') break;
    await ask(mesh, story, intent);
    terminal.prompt();
  }
  terminal.close();
}

async function ask(mesh: Mesh, story: Story, intent: string): Promise<void> {
  try {
    const asking = mesh.ask(intent);
    const tell = story.teller();
    for await (const event of asking) tell(event);
    story.result(await asking);
  } catch (thrown) {
    story.say(thrown instanceof Error ? thrown.message : String(thrown));
  }
}
