// What the example prints: a heading for each step, the commands it runs, conversations while they happen, and what came
// of each. It decides nothing.

import { styleText } from 'node:util';
import {
  type ConversationEvent,
  createNarrator,
  foldedLine,
  type NarratedLine,
  narrateOutcome,
  type Outcome,
  type Tone,
} from '@parley/mesh';

export interface Story {
  heading(title: string): void;
  say(text: string, tone?: Tone): void;
  /** A command as it could be typed. */
  command(line: string): void;
  /** What is asked, as its asker has it. */
  question(intent: string, input: unknown): void;
  /** Tells each event of one conversation as it happens. */
  teller(): (event: ConversationEvent) => void;
  /** The result, or what to do now. */
  result(outcome: Outcome): void;
}

type Style = Parameters<typeof styleText>[0];

const styles = { plain: [], quiet: 'dim', strong: 'bold', good: 'green', bad: 'red' } as const satisfies Record<
  Tone,
  Style
>;
const indent = '   ';
/** Under the words of a told conversation. */
const toldIndent = ' '.repeat(23);

/** Colours go to a terminal alone, and not where the environment says NO_COLOR. */
export function storyOn(stream: NodeJS.WriteStream): Story {
  const print = (style: Style, text: string) => {
    const folded = foldedLine(text, stream.columns);
    stream.write(`${styleText(style, folded, { stream })}\n`);
  };
  const told = ({ tone, text }: NarratedLine) => print(styles[tone], text);
  let steps = 0;
  return {
    heading(title) {
      steps += 1;
      stream.write('\n');
      print('bold', `${steps}. ${title}`);
    },
    say: (text, tone = 'plain') => print(styles[tone], `${indent}${text}`),
    command: (line) => print('cyan', `${indent}$ ${line}`),
    question: (intent, input) => print('cyan', `${indent}"${intent}"  ${JSON.stringify(input)}`),
    teller() {
      const narrate = createNarrator();
      return (event) => {
        for (const line of narrate(event)) told(line);
      };
    },
    result(outcome) {
      for (const { tone, text } of narrateOutcome(outcome)) told({ tone, text: toldIndent + text });
    },
  };
}
