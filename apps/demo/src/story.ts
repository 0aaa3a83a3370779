// The demo as a story that a stranger likes to read: headings, the conversation while it happens, what came of it. It
// prints and decides nothing; what a scene has to say of itself is its act's business.

import {
  type ConversationEvent,
  createNarrator,
  durationText,
  foldedLine,
  narrateOutcome,
  type Outcome,
  type Tone,
} from '@parley/mesh';
import pc from 'picocolors';

interface Heading {
  readonly title: string;
  readonly intent: string;
  readonly wishes: readonly string[];
}

export interface Story {
  /** The terminal's width; undefined where there is none. */
  readonly columns: number | undefined;
  say(text: string): void;
  act(title: string): void;
  heading(number: number, heading: Heading): void;
  /** Says each event of one conversation as it happens. */
  teller(): (event: ConversationEvent) => void;
  /** One line under the told conversation. */
  under(tone: Tone, text: string): void;
  /** The result, or what to do now. */
  result(outcome: Outcome): void;
  /** How many of all scenes ended as they should. */
  count(good: number, all: number, times: { readonly startupMs: number; readonly totalMs: number }): void;
}

/** The column in which a told conversation has its words. */
const indent = ' '.repeat(23);

/** @param env TERM and NO_COLOR of the entry point; nothing but a terminal is coloured */
export function storyOn(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): Story {
  const colours = pc.createColors(stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb');
  const { dim, bold, green, red, cyan } = colours;
  const paints: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    quiet: dim,
    strong: bold,
    good: green,
    bad: red,
  };
  const { columns } = stream;
  const say = (text: string) => void stream.write(`${text}\n`);
  const told = (tone: Tone, line: string) => say(paints[tone](foldedLine(line, columns)));
  const under = (tone: Tone, text: string) => told(tone, indent + text);
  return {
    columns,
    say,
    act: (title) => say(`\n${bold(title)}`),
    heading: (number, { title, intent, wishes }) => {
      const wished = wishes.length === 0 ? '' : `(${wishes.join(', ')})`;
      const fits = `   "${intent}"  ${wished}`.length <= (columns ?? Number.POSITIVE_INFINITY);
      const quoted = foldedLine(`   "${intent}"`, columns);
      say(`\n${bold(`${number}. ${title}`)}\n${cyan(quoted)}${fits ? '  ' : '\n   '}${dim(wished)}`.trimEnd());
    },
    teller() {
      const narrate = createNarrator();
      return (event) => {
        for (const { tone, text } of narrate(event)) told(tone, text);
      };
    },
    under,
    result(outcome) {
      for (const { tone, text } of narrateOutcome(outcome)) under(tone, text);
    },
    count(good, all, { startupMs, totalMs }) {
      const count = `${good} of ${all} scenes ended as they should`;
      const times = `up in ${durationText(startupMs)}, all in ${durationText(totalMs)}.`;
      const line = foldedLine(`${count}; ${times}`, columns);
      say(`\n${line.replace(count, good === all ? green : red)}`);
    },
  };
}
