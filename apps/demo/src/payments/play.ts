// Playing one scene: the intent is asked for real, the winner is killed where the scene says so, and the bank's own book
// says what was charged. Times of the kill scene are measured here, by one clock: from the kill to the moment the
// failure is known, and from there to the next agreement.

import type { ConversationEvent, Mesh, Outcome } from '@parley/mesh';
import type { Scene } from './scenes.ts';

interface Charge {
  readonly id: string;
  readonly amount: string;
  readonly currency: string;
  readonly method?: string;
}

const bankAnswersWithinMs = 5_000;
const restartsWithinMs = 15_000;

export interface Played {
  readonly scene: Scene;
  readonly events: readonly ConversationEvent[];
  readonly outcome: Outcome;
  readonly detectionMs: number | null;
  readonly rerouteMs: number | null;
  /** The killed agent's new instance, and how long after the kill it could be called. */
  readonly restarted: { readonly instance: string; readonly afterMs: number } | null;
  /** What the bank's book has for this conversation. */
  readonly charges: readonly Charge[];
}

/** @param onEvent called with each event as it happens */
export async function play(
  mesh: Mesh,
  bankUrl: string,
  scene: Scene,
  onEvent: (event: ConversationEvent) => void,
): Promise<Played> {
  const events: ConversationEvent[] = [];
  // Asked before, because a fast worker would be done by the time its pid is known.
  const pids = scene.kill ? await pidsOf(mesh) : new Map<string, number>();
  const asking = mesh.ask(scene.intent, scene.options);
  let killedAtMs: number | undefined;
  let failedAtMs: number | undefined;
  let restarted: Promise<Played['restarted']> = Promise.resolve(null);
  let agreedAtMs: number | undefined;
  for await (const event of asking) {
    events.push(event);
    onEvent(event);
    if (event.type === 'attempt-failed') failedAtMs ??= performance.now();
    if (event.type === 'agreed' && failedAtMs !== undefined) agreedAtMs ??= performance.now();
    if (scene.kill && event.type === 'progress' && killedAtMs === undefined) {
      killedAtMs = kill(pids, event);
      restarted = restartOf(mesh, event, killedAtMs);
    }
  }
  const outcome = await asking;
  return {
    scene,
    events,
    outcome,
    detectionMs: between(killedAtMs, failedAtMs),
    rerouteMs: killedAtMs === undefined ? null : between(failedAtMs, agreedAtMs),
    restarted: await restarted,
    charges: await chargesOf(bankUrl, outcome.conversation),
  };
}

/** Each instance's process, as its own presence says. */
export async function pidsOf(mesh: Mesh): Promise<ReadonlyMap<string, number>> {
  const known = await mesh.instances();
  return new Map(
    known.flatMap(({ agent, instance, pid }) => (pid === undefined ? [] : [[`${agent}/${instance}`, pid]])),
  );
}

function kill(pids: ReadonlyMap<string, number>, { agent, instance }: { agent: string; instance: string }): number {
  const pid = pids.get(`${agent}/${instance}`);
  if (pid === undefined) throw new Error(`${agent}/${instance} has not said its pid, so it cannot be killed.`);
  const atMs = performance.now();
  process.kill(pid, 'SIGKILL');
  return atMs;
}

/** Waits until another instance of the agent is advertised; null where that takes too long. */
function restartOf(mesh: Mesh, killed: { agent: string; instance: string }, killedAtMs: number) {
  return new Promise<Played['restarted']>((resolve) => {
    const settle = (restarted: Played['restarted']) => {
      clearTimeout(timer);
      changes.close();
      resolve(restarted);
    };
    const timer = setTimeout(() => settle(null), restartsWithinMs);
    const changes = mesh.onChange(() => {
      const now = mesh.capabilities().find(({ agent }) => agent === killed.agent)?.instances ?? [];
      const instance = now.find((each) => each.instance !== killed.instance)?.instance;
      if (instance !== undefined) settle({ instance, afterMs: between(killedAtMs, performance.now())! });
    });
  });
}

async function chargesOf(bankUrl: string, conversation: string): Promise<readonly Charge[]> {
  const url = new URL(`/charges?key=${conversation}.charge`, bankUrl);
  const response = await fetch(url, { signal: AbortSignal.timeout(bankAnswersWithinMs) });
  const { charges } = (await response.json()) as { charges: readonly Charge[] };
  return charges;
}

function between(fromMs: number | undefined, toMs: number | undefined): number | null {
  return fromMs === undefined || toMs === undefined ? null : Math.round((toMs - fromMs) * 10) / 10;
}

/** Whether nobody who is here could do it on the scene's terms, and the scene allows for that. */
export function foundNobody({ scene, outcome }: Pick<Played, 'scene' | 'outcome'>): boolean {
  return scene.mayFindNobody === true && (outcome.type === 'no-bids' || outcome.type === 'refused');
}

/** What went wrong with a scene; undefined where it ended as it should. */
export function fault({ scene, outcome, charges, restarted }: Played): string | undefined {
  if (outcome.type !== scene.expected && !foundNobody({ scene, outcome }))
    return `it ended ${outcome.type} instead of ${scene.expected}: ${outcome.text}`;
  const due = outcome.type === 'done' ? 1 : 0;
  if (charges.length !== due) return `the bank has ${charges.length} charges instead of ${due}`;
  if (scene.kill && outcome.tried.attempts.length < 2) return 'the killed winner was not replaced';
  if (scene.kill && restarted === null) return 'the supervisor did not start the killed agent again';
  return undefined;
}
