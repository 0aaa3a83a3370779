// `parley ask`: one intent, its conversation told while it happens, and its outcome.

import {
  type AskOptions,
  createNarrator,
  narrateOutcome,
  type Outcome,
  preferences,
  type Questions,
} from '@parley/mesh';
import type { Money } from '@parley/protocol';
import { parseDuration } from './duration.ts';
import { CommandError, codeOfOutcome } from './exit-codes.ts';
import type { Paint } from './paint.ts';
import { connectToMesh, type MeshOptions, type Setting } from './setting.ts';
import { terminalAnswers } from './terminal-answers.ts';

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
  const stopping = setting.onStop((why) => abort.abort(new Error(`stopped by ${why}`)));
  try {
    const { signal } = abort;
    const asking = mesh.ask(intent, { ...options, signal, questions: questionsOf(command, signal) });
    if (!command.json) {
      const narrate = createNarrator();
      for await (const event of asking) for (const line of narrate(event)) console.log(setting.paint(line));
    }
    const outcome = await asking;
    if (command.json) console.log(JSON.stringify(outcome));
    else tell(outcome, setting.paint);
    return codeOfOutcome[outcome.type];
  } finally {
    stopping.close();
  }
}

/** Whoever sits at a terminal is asked; a script answers by the questions' own defaults. */
function questionsOf({ json }: AskCommand, signal: AbortSignal): Questions {
  const { stdin: input, stdout: output } = process;
  return !json && input.isTTY && output.isTTY ? terminalAnswers({ input, output, signal }) : 'default';
}

// Under the told conversation, in its text column.
const indent = ' '.repeat(23);

function tell(outcome: Outcome, paint: Paint): void {
  for (const { tone, text } of narrateOutcome(outcome)) console.log(paint({ tone, text: indent + text }));
  if (outcome.type !== 'needs-input') return;
  const example = JSON.stringify(Object.fromEntries(outcome.missing.map((field) => [field, '...'])));
  console.log(paint({ tone: 'plain', text: `${indent}Say it in the words, or pass it: --input '${example}'` }));
}

/** @throws CommandError `usage` */
export function askOptions({ input, maxPrice, within, prefer }: AskCommand): AskOptions {
  const preferred = preferences.find((each) => each === prefer);
  if (prefer !== undefined && preferred === undefined) {
    throw new CommandError('usage', `Cannot prefer "${prefer}": choose ${preferences.join(', ')}.`);
  }
  return {
    ...(input === undefined ? {} : { input: parseInput(input) }),
    ...(maxPrice === undefined ? {} : { limits: { price: parsePrice(maxPrice) } }),
    ...(within === undefined ? {} : { withinMs: parseWithin(within) }),
    ...(preferred === undefined ? {} : { prefer: preferred }),
  };
}

function parsePrice(text: string): string | Money {
  const [, amount, currency] = /^(\d+(?:\.\d+)?)(?: ?([A-Z]{3}))?$/.exec(text) ?? [];
  if (amount !== undefined) return currency === undefined ? amount : { amount, currency };
  throw new CommandError(
    'usage',
    `--max-price "${text}" is no price: write it as 2.50, in the mesh's currency, or with one, as "2.50 EUR".`,
  );
}

function parseWithin(text: string): number {
  const ms = parseDuration(text);
  if (ms > 0) return ms;
  throw new CommandError('usage', `--within ${text} leaves no time: write 500ms, 2s or 1m.`);
}

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new CommandError('usage', `--input is no JSON: write --input '{"amount": "5"}'.`, { cause: thrown });
  }
}
