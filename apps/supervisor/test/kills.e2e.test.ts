import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { processPayment } from '@parley/agent-payment/messages';
import { connect, type Mesh, type Outcome } from '@parley/mesh';
import { eventually, freshMeshName, seededRandom, spawnNode, withBroker } from '@parley/testkit';
import { rivalsWorkspace } from './rival-agents.ts';

const supervisor = join(import.meta.dirname, '..', 'src', 'main.ts');
const rivals = ['first', 'second', 'third'];
const phases = ['before', 'between', 'after'] as const;
type Phase = (typeof phases)[number];

const seed = 20_261_124;
const startMs = 30_000;
/** Nobody is given up for being killed so often. */
const restart = { backOffMs: 50, backOffMsMax: 50, intensity: 1_000 };
const cleanUps: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A supervisor with rivals and the bank, and a caller. */
async function world(safe: boolean): Promise<{ mesh: Mesh; bankUrl: string }> {
  const { url } = await withBroker();
  const name = freshMeshName();
  const workspace = rivalsWorkspace(rivals, safe);
  cleanUps.push(workspace.remove);
  const child = spawnNodeWithOrder({ servers: url, mesh: name, root: workspace.root, model: 'static', restart });
  const { ready } = JSON.parse(await child.waitForLine(/^\{"(ready|failed)"/, startMs));
  expect(ready).toMatchObject({ failed: [] });
  const mesh = await connect({ servers: url, mesh: name, model: 'static' });
  cleanUps.push(() => mesh.close());
  return { mesh, bankUrl: ready.services.bankUrl };
}

function spawnNodeWithOrder(order: object) {
  const child = spawnNode(supervisor, { holdInput: true, env: { PARLEY_LOG: 'error' } });
  child.writeLine(JSON.stringify(order));
  cleanUps.push(async () => {
    child.closeInput();
    expect(await child.exit).toEqual({ code: 0, signal: null });
  });
  return child;
}

async function post(bankUrl: string, faults: object): Promise<void> {
  await fetch(new URL('/faults', bankUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
}

async function chargesOf(bankUrl: string, amount: string): Promise<number> {
  const { charges } = (await (await fetch(new URL('/charges', bankUrl))).json()) as { charges: { amount: string }[] };
  return charges.filter((each) => each.amount === amount).length;
}

/** Asks, kills the winner of the first attempt in the given phase, and gives the outcome with the bank's own count. */
async function killOnce(mesh: Mesh, bankUrl: string, phase: Phase, amount: string) {
  const pids = new Map((await mesh.instances()).map(({ agent, instance, pid }) => [`${agent}/${instance}`, pid]));
  // Charged, and then silent: the answer that the receipt is made of does not come.
  await post(bankUrl, { answerDelayMs: phase === 'between' ? 20_000 : 0 });
  const asking = mesh.ask(processPayment, { input: { amount, currency: 'USD', reference: phase } });
  let killed = false;
  for await (const event of asking) {
    const due = event.type === 'progress' && (phase === 'after' ? event.share === 0.9 : true);
    if (killed || !due) continue;
    killed = true;
    if (phase === 'between')
      await eventually(async () => expect(await chargesOf(bankUrl, amount)).toBe(1), {
        timeoutMs: 5_000,
        what: 'the charge',
      });
    await post(bankUrl, { answerDelayMs: 0 });
    process.kill(pids.get(`${event.agent}/${event.instance}`)!, 'SIGKILL');
  }
  const outcome: Outcome = await asking;
  await allBack(mesh);
  return { outcome, charges: await chargesOf(bankUrl, amount) };
}

/** The killed one has been started anew. */
async function allBack(mesh: Mesh): Promise<void> {
  const complete = () => new Set(mesh.capabilities().map(({ agent }) => agent)).size === rivals.length;
  await eventually(() => expect(complete()).toBe(true), { timeoutMs: 10_000, what: 'all rivals to be back' });
}

describe('the winner is killed', () => {
  test('20 times, seeded, in every phase: one result and one charge each', async () => {
    const { mesh, bankUrl } = await world(true);
    const random = seededRandom(seed);
    const counted: Record<Phase, number> = { before: 0, between: 0, after: 0 };
    for (let kill = 0; kill < 20; kill++) {
      const phase = random.pick(phases);
      counted[phase]++;
      const { outcome, charges } = await killOnce(mesh, bankUrl, phase, `${100 + kill}.00`);
      const attempts = outcome.tried.attempts.map(({ ended }) => ended);
      expect({ kill, phase, type: outcome.type, attempts, charges }).toEqual({
        kill,
        phase,
        type: 'done',
        attempts: ['down', 'done'],
        charges: 1,
      });
    }
    expect(Math.min(...Object.values(counted))).toBeGreaterThan(2);
  }, 120_000);

  test('without the idempotency key the bank is asked twice and charges twice: the check can go red', async () => {
    const { mesh, bankUrl } = await world(false);
    for (const [index, phase] of (['between', 'after'] as const).entries()) {
      const { outcome, charges } = await killOnce(mesh, bankUrl, phase, `${200 + index}.00`);
      expect({ phase, type: outcome.type, charges }).toEqual({ phase, type: 'done', charges: 2 });
    }
  }, 60_000);
});
