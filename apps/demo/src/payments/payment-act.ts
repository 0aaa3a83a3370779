// The first act: payments, with a winner killed in the middle of its work.

import { durationText, type Mesh } from '@parley/mesh';
import type { Story } from '../story.ts';
import { summaryTable } from '../summary-table.ts';
import { fault, foundNobody, type Played, play } from './play.ts';
import { type Scene, scenes } from './scenes.ts';

/** Plays the scenes, one after another. */
export async function playPayments(mesh: Mesh, bankUrl: string, story: Story): Promise<readonly Played[]> {
  story.act('Payments');
  const played: Played[] = [];
  for (const [index, scene] of scenes.entries()) {
    const { title, intent } = scene;
    story.heading(index + 1, { title, intent, wishes: wishesOf(scene) });
    const each = await play(mesh, bankUrl, scene, story.teller());
    story.result(each.outcome);
    for (const text of endingLines(each)) story.under('plain', text);
    const wrong = fault(each);
    if (wrong !== undefined) story.under('bad', `Not as it should be: ${wrong}`);
    played.push(each);
  }
  return played;
}

export function paymentsTable(all: readonly Played[], columns: number | undefined): string {
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
  return summaryTable(rows, ['', 'outcome', 'who', 'price', 'took'], columns);
}

function wishesOf({ options, kill }: Scene): readonly string[] {
  return [
    ...(options.prefer === undefined ? [] : [`prefer ${options.prefer}`]),
    ...(options.withinMs === undefined ? [] : [`within ${options.withinMs / 1_000} seconds`]),
    ...(options.revise === undefined ? [] : ['5 % below the lowest bid, if somebody can']),
    ...(kill ? ['SIGKILL at its first progress'] : []),
  ];
}

/** What the bank's book has, and who took over from whom. */
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
