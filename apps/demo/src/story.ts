// The demo as a story that a stranger likes to read: headings, the conversation while it happens, what came of it, and a
// summary. It prints and decides nothing.

import {
  type ConversationEvent,
  createNarrator,
  durationText,
  foldedLine,
  narrateOutcome,
  type Outcome,
  type Tone,
} from '@parley/mesh';
import Table from 'cli-table3';
import pc from 'picocolors';
import { fault, foundNobody, type Played } from './play.ts';
import type { Scene } from './scenes.ts';

export interface Story {
  say(text: string): void;
  heading(number: number, scene: Scene): void;
  /** Says each event of one conversation as it happens. */
  teller(): (event: ConversationEvent) => void;
  /** The result, or what to do now. */
  result(outcome: Outcome): void;
  /** What the bank's book has, and who took over from whom. */
  ending(played: Played): void;
  summary(all: readonly Played[], startupMs: number, totalMs: number): void;
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
  const say = (text: string) => void stream.write(`${text}\n`);
  const told = (tone: Tone, line: string) => say(paints[tone](foldedLine(line, stream.columns)));
  const result = (outcome: Outcome) => {
    for (const { tone, text } of narrateOutcome(outcome)) told(tone, indent + text);
  };
  return {
    say,
    heading: (number, { title, intent, options, kill }) => {
      const wishes = [
        ...(options.prefer === undefined ? [] : [`prefer ${options.prefer}`]),
        ...(options.withinMs === undefined ? [] : [`within ${options.withinMs / 1_000} seconds`]),
        ...(kill ? ['SIGKILL at its first progress'] : []),
      ];
      const wished = wishes.length === 0 ? '' : `(${wishes.join(', ')})`;
      const fits = `   "${intent}"  ${wished}`.length <= (stream.columns ?? Number.POSITIVE_INFINITY);
      say(`\n${bold(`${number}. ${title}`)}\n   "${cyan(intent)}"${fits ? '  ' : '\n   '}${dim(wished)}`.trimEnd());
    },
    teller() {
      const narrate = createNarrator();
      return (event) => {
        for (const { tone, text } of narrate(event)) told(tone, text);
      };
    },
    result,
    ending(played) {
      result(played.outcome);
      for (const text of endingLines(played)) told('plain', indent + text);
      const wrong = fault(played);
      if (wrong !== undefined) told('bad', `${indent}Not as it should be: ${wrong}`);
    },
    summary(all, startupMs, totalMs) {
      const good = all.filter((each) => fault(each) === undefined).length;
      const count = `${good} of ${all.length} scenes ended as they should`;
      const times = `up in ${durationText(startupMs)}, all in ${durationText(totalMs)}.`;
      const line = foldedLine(`${count}; ${times}`, stream.columns);
      say(`\n${line.replace(count, good === all.length ? green : red)}`);
      say(tableOf(all, stream.columns));
    },
  };
}

function endingLines({ outcome, charges, detectionMs, rerouteMs, restarted, scene }: Played): readonly string[] {
  if (outcome.type !== 'done') {
    return foundNobody({ scene, outcome })
      ? ['Nobody who is here can do it on these terms: so the caller is told.']
      : [];
  }
  const receipts = charges.length === 1 ? 'one charge' : `${charges.length} charges`;
  const book = `The bank's own book has ${receipts} for this conversation.`;
  const [failed] = outcome.tried.attempts;
  if (!scene.kill || failed === undefined || failed.ended === 'done') return [book];
  return [
    book,
    `${failed.agent} was killed. It was noticed ${detectionMs} ms later, because ${failed.noticedBy}.`,
    `${outcome.agent} took over: it had agreed ${rerouteMs} ms after that. The caller got one result.`,
    ...(restarted === null
      ? []
      : [
          `The supervisor started ${failed.agent} again: ${restarted.instance} could be called ${durationText(restarted.afterMs)} after the kill.`,
        ]),
  ];
}

function tableOf(all: readonly Played[], columns = Number.POSITIVE_INFINITY): string {
  const rows = all.map(({ scene, outcome, charges }, index) => {
    const { prefer, withinMs } = scene.options;
    const done = outcome.type === 'done' ? outcome : undefined;
    return {
      '': String(index + 1),
      wish: prefer ?? (withinMs === undefined ? '' : `within ${withinMs / 1_000} s`),
      outcome: outcome.type,
      who: done?.agent ?? '',
      price: done === undefined ? '' : `${done.price.amount} ${done.price.currency}`,
      took: durationText(outcome.tried.elapsedMs),
      attempts: String(outcome.tried.attempts.length),
      receipts: String(charges.length),
    };
  });
  const tableWith = (heads: readonly (keyof (typeof rows)[number])[]) => {
    const style = { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 1 };
    const table = new Table({ head: [...heads], style });
    table.push(...rows.map((row) => heads.map((head) => row[head])));
    return table.toString();
  };
  const whole = tableWith(['', 'wish', 'outcome', 'who', 'price', 'took', 'attempts', 'receipts']);
  const fits = whole.split('\n').every((line) => line.length <= columns);
  return fits ? whole : tableWith(['', 'outcome', 'who', 'price', 'took']);
}
