// `parley ask`: one intent, its conversation told while it happens, and its outcome.

import { type AskOptions, createNarrator, explain, type Outcome, preferences } from '@parley/mesh';
import { ParleyError } from '@parley/protocol';
import { parseDuration } from './duration.ts';
import { CommandError, codeOfOutcome, exitCodes } from './exit-codes.ts';
import { paint } from './paint.ts';
import { connectToMesh, type MeshOptions, type Setting } from './setting.ts';

export interface AskCommand extends MeshOptions {
  readonly input?: string;
  readonly maxPrice?: string;
  readonly within?: string;
  readonly prefer?: string;
}

/** @returns the exit code */
export async function ask(setting: Setting, intent: string, command: AskCommand): Promise<number> {
  const options = askOptions(command);
  await using mesh = await connectToMesh(setting, command);
  const abort = new AbortController();
  const onInterrupt = () => abort.abort(new Error('interrupted'));
  process.on('SIGINT', onInterrupt);
  try {
    const asking = mesh.ask(intent, { ...options, signal: abort.signal });
    if (!command.json) {
      const narrate = createNarrator();
      for await (const event of asking) for (const line of narrate(event)) console.log(paint(line));
    }
    const outcome = await asking;
    if (command.json) console.log(JSON.stringify(outcome));
    else tell(outcome);
    return codeOfOutcome[outcome.type];
  } catch (thrown) {
    if (!(thrown instanceof ParleyError)) throw thrown;
    throw new CommandError(exitCodes.usage, thrown.message, { cause: thrown });
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

function tell(outcome: Outcome): void {
  console.log('');
  if (outcome.type === 'done') console.log(JSON.stringify(outcome.output, null, 2));
  else console.log(explain(outcome));
  if (outcome.type === 'needs-input') console.log(`\nPass it: --input '{"${outcome.missing[0] ?? 'field'}": ...}'`);
}

function askOptions({ input, maxPrice, within, prefer }: AskCommand): AskOptions {
  const preferred = preferences.find((each) => each === prefer);
  if (prefer !== undefined && preferred === undefined) {
    throw new CommandError(exitCodes.usage, `Cannot prefer "${prefer}": choose ${preferences.join(', ')}.`);
  }
  return {
    ...(input === undefined ? {} : { input: parseInput(input) }),
    ...(maxPrice === undefined ? {} : { limits: { price: maxPrice } }),
    ...(within === undefined ? {} : { withinMs: parseDuration(within) }),
    ...(preferred === undefined ? {} : { prefer: preferred }),
  };
}

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new CommandError(exitCodes.usage, `--input is no JSON: write --input '{"amount": "5"}'.`, { cause: thrown });
  }
}
