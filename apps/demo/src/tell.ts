// The demo as a story in a terminal.

import { createNarrator, explain, type NarratedLine, type Tone } from '@parley/mesh';
import colours from 'picocolors';
import type { Played } from './play.ts';
import type { Scene } from './scenes.ts';

const painters: Readonly<Record<Tone, (text: string) => string>> = {
  plain: (text) => text,
  quiet: colours.dim,
  strong: colours.bold,
  good: colours.green,
  bad: colours.red,
};

const paint = ({ tone, text }: NarratedLine) => painters[tone](text);

export function heading(number: number, { title, intent, options, kill }: Scene): string {
  const wishes = [
    options.prefer === undefined ? [] : [`prefer ${options.prefer}`],
    options.withinMs === undefined ? [] : [`within ${options.withinMs / 1_000} seconds`],
    kill ? ['its winner gets SIGKILL at its first progress'] : [],
  ].flat();
  const wished = wishes.length === 0 ? '' : colours.dim(`  (${wishes.join(', ')})`);
  return `\n${colours.bold(`${number}. ${title}`)}\n   "${colours.cyan(intent)}"${wished}`;
}

/** Says each event of one conversation as it happens. */
export function teller(): (event: Parameters<ReturnType<typeof createNarrator>>[0]) => void {
  const narrate = createNarrator();
  return (event) => {
    for (const line of narrate(event)) console.log(paint(line));
  };
}

/** What came of it. */
export function ending({ outcome, charges, detectionMs, rerouteMs, scene }: Played): string {
  if (outcome.type !== 'done') return indent(explain(outcome));
  const lines = [`Result: ${JSON.stringify(outcome.output)}`];
  lines.push(
    `The bank's own book has ${charges.length === 1 ? 'one charge' : `${charges.length} charges`} for this conversation.`,
  );
  if (scene.kill) {
    const [failed] = outcome.tried.attempts;
    lines.push(
      `${failed?.agent} was killed. It was noticed because ${failed?.noticedBy}, ${detectionMs} ms after the kill;`,
      `${outcome.agent} had agreed to take over ${rerouteMs} ms later. The caller got one result.`,
    );
  }
  return indent(lines.join('\n'));
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '   ');
}
