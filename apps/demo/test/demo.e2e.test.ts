import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { descendantsOf, eventually, livingOf, type NodeChild, spawnNode } from '@parley/testkit';

interface Order {
  intent: string;
  outcome: string;
  text: string;
  supplier: string | null;
  carrier: string | null;
  total: { amount: string; currency: string } | null;
  promisedArrival: string | null;
  arrivedAt: string | null;
  closedRoad: string | null;
  story: string[];
}

interface Scene {
  intent: string;
  outcome: string;
  shortlist: { agent: string; capability: string; similarity: number }[];
  bids: { agent: string; score: number | null; scoreByTerm: Record<string, number> | null }[];
  winner: string | null;
  attempts: number;
  detectionMs: number | null;
  rerouteMs: number | null;
  restartMs: number | null;
  receipts: unknown[];
}

const entry = join(import.meta.dirname, '..', 'src', 'main.ts');
const repository = join(import.meta.dirname, '..', '..', '..');
const wholeRunMs = 90_000;

/** Those of the second act. */
const supplyChain = ['supplier', 'carrier', 'traffic', 'purchasing'];

/** A workspace like this one, whose packages are links into it; without the second act's agents and one of the others. */
function workspaceWithout(root: string, missing: string): void {
  for (const folder of ['packages/agents', 'examples']) {
    for (const name of readdirSync(join(repository, folder))) {
      if (name === missing || supplyChain.includes(name)) continue;
      mkdirSync(join(root, folder, name), { recursive: true });
      for (const part of readdirSync(join(repository, folder, name))) {
        symlinkSync(join(repository, folder, name, part), join(root, folder, name, part));
      }
    }
  }
}

describe('the demo', () => {
  let folder: string;
  let child: NodeChild;
  let scenes: Scene[];
  let contract: Record<string, unknown>;
  let orders: Order[];
  let withoutWinner: NodeChild;
  let withoutFastest: NodeChild;

  // Three at once, in temporary folders that can be looked at: one of them lacks the agent that wins the first scene, and
  // one the only agent that can meet two of the wishes.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-demo-test-'));
    for (const name of ['one', 'two', 'three', 'four']) mkdirSync(join(folder, name));
    for (const agent of ['bank-transfer', 'card']) workspaceWithout(join(folder, `without-${agent}`), agent);
    const env = (name: string) => ({ TMPDIR: join(folder, name), NATS_URL: 'nats://127.0.0.1:1', CI: '1' });
    child = spawnNode(entry, { args: ['--json'], env: env('one') });
    const args = (agent: string) => ['--json', '--act', 'payments', '--root', join(folder, `without-${agent}`)];
    withoutWinner = spawnNode(entry, { args: args('bank-transfer'), env: env('two') });
    withoutFastest = spawnNode(entry, { args: args('card'), env: env('four') });
    await Promise.all([child.exit, withoutWinner.exit, withoutFastest.exit]);
    ({ scenes, contract, orders } = JSON.parse(child.outputLines.join('\n')));
  }, wholeRunMs);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('ends with 0 and prints one JSON object', async () => {
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(scenes.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done', 'no-route', 'done', 'done']);
    expect(orders.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'failed']);
  });

  test('leaves no file behind', () => {
    expect(readdirSync(join(folder, 'one'))).toEqual([]);
    expect(readdirSync(join(folder, 'two'))).toEqual([]);
    expect(readdirSync(join(folder, 'four'))).toEqual([]);
  });

  test('tells its story on standard error without an escape code', () => {
    const story = child.lines.filter((line) => !child.outputLines.includes(line)).join('\n');
    for (const part of ['shortlist', 'award', 'took over', '11 of 11 scenes']) expect(story).toContain(part);
    // In double quotes a shell would take "$5" for a variable.
    expect(story).toContain("npx parley ask 'I need to process $50 USD'");
    expect(story).not.toContain(String.fromCharCode(27));
  });

  test('ends well with another winner where the package of one is removed', async () => {
    expect(await withoutWinner.exit).toEqual({ code: 0, signal: null });
    const others = JSON.parse(withoutWinner.outputLines.join('\n')).scenes as Scene[];
    expect([scenes[0]!.intent, scenes[0]!.winner]).toEqual([others[0]!.intent, 'bank-transfer']);
    expect(others[0]).toMatchObject({ outcome: 'done', winner: 'wallet' });
    // Two are left for the scene of the kill: one to be killed, one to take over.
    expect(others[5]).toMatchObject({ outcome: 'done', attempts: 2 });
    expect(others[5]!.receipts).toHaveLength(1);
  });

  test('ends well where nobody is left for a wish, and the caller is told so', async () => {
    expect(await withoutFastest.exit).toEqual({ code: 0, signal: null });
    const others = JSON.parse(withoutFastest.outputLines.join('\n')).scenes as Scene[];
    expect(others.map(({ outcome }) => outcome)).toEqual([
      'done',
      'done',
      'no-bids',
      'refused',
      'no-route',
      'done',
      'done',
    ]);
    expect(others.map(({ receipts }) => receipts.length)).toEqual([1, 1, 0, 0, 0, 1, 1]);
    expect(others[5]).toMatchObject({ attempts: 2 });
  });

  test('prints just the fields that docs/demo.md explains', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'demo.md'), 'utf8');
    const explained = (table: string | undefined) => [...table!.matchAll(/^\| `(\w+)`/gm)].map(([, field]) => field);
    const [ofScene, ofRest] = page.slice(page.indexOf('| field of a scene')).split('| field of the contract');
    const [ofContract, ofOrder] = ofRest!.split('| field of an order');
    expect(Object.keys(contract)).toEqual(explained(ofContract));
    for (const scene of scenes) expect(Object.keys(scene)).toEqual(explained(ofScene));
    for (const order of orders) expect(Object.keys(order)).toEqual(explained(ofOrder));
  });

  test('keeps a contract whose holder is killed: as many receipts as payments', () => {
    expect(contract).toMatchObject({ calls: 20, receipts: 20, holder: 'card', failed: [] });
    expect(contract.heldBy).not.toBe('card');
    expect(contract.takeoverMs).toBeGreaterThan(0);
  });

  test('asks bidders to do better, and one does', () => {
    expect(scenes[6]).toMatchObject({ outcome: 'done', winner: 'bank-transfer' });
  });

  test('has an order delivered in time and within the money, by a supplier and a carrier', () => {
    const [{ total, promisedArrival, arrivedAt, supplier, carrier }] = orders as [Order];
    expect(Number(total!.amount)).toBeLessThanOrEqual(9_000);
    expect(Date.parse(arrivedAt!)).toBeLessThanOrEqual(Date.parse(promisedArrival!));
    expect(supplier).not.toBe(carrier);
  });

  test('has it delivered although a road closes under way, and tells what that changed', () => {
    const { closedRoad, story } = orders[1]!;
    expect(closedRoad).not.toBeNull();
    const change = story.find((each) => /arrives? .+ instead of/.test(each));
    expect(change).toBeDefined();
    expect(change).not.toContain(closedRoad);
  });

  test('says in one sentence why an order cannot be had, with the nearest offer', () => {
    expect(orders[2]).toMatchObject({ supplier: null, text: expect.stringMatching(/nearest offer is .+ for [\d,]+/) });
  });

  test('gives the same intent to another winner for another wish', () => {
    const winners = scenes.slice(0, 3).map(({ winner }) => winner);
    expect(new Set(winners).size).toBe(3);
  });

  test('says for each bid what made its score', () => {
    for (const { bids } of scenes.filter(({ outcome }) => outcome === 'done')) {
      const scored = bids.filter(({ score }) => score !== null);
      expect(scored.length).toBeGreaterThan(0);
      for (const { score, scoreByTerm } of scored) {
        expect(Object.values(scoreByTerm!).reduce((a, b) => a + b)).toBeCloseTo(score!);
      }
    }
  });

  test('names the nearest where nobody can do it', () => {
    expect(scenes[4]).toMatchObject({ winner: null, attempts: 0, detectionMs: null, rerouteMs: null, receipts: [] });
    expect(scenes[4]!.shortlist.length).toBeGreaterThan(0);
  });

  test('survives the kill of a winner with one result and one receipt', () => {
    const { outcome, attempts, detectionMs, rerouteMs, receipts } = scenes[5]!;
    expect({ outcome, attempts, receipts: receipts.length }).toEqual({ outcome: 'done', attempts: 2, receipts: 1 });
    expect(detectionMs).toBeGreaterThan(0);
    expect(rerouteMs).toBeGreaterThanOrEqual(0);
    expect(scenes[5]!.restartMs).toBeGreaterThan(0);
  });

  test.each([
    ['Ctrl-C', 'SIGINT', { code: 130, signal: null }],
    ['a kill', 'SIGKILL', { code: null, signal: 'SIGKILL' }],
  ] as const)(
    'leaves nothing behind after %s in the middle',
    async (_, signal, exit) => {
      const interrupted = spawnNode(entry, { args: ['--no-prompt'], env: { TMPDIR: join(folder, 'three') } });
      await interrupted.waitForLine(/progress/, wholeRunMs);
      const started = descendantsOf(interrupted.pid);
      expect(started.length).toBeGreaterThan(5);
      interrupted.kill(signal);
      expect(await interrupted.exit).toEqual(exit);
      await eventually(
        () => {
          expect(livingOf(started)).toEqual([]);
          expect(readdirSync(join(folder, 'three'))).toEqual([]);
        },
        { timeoutMs: 20_000, what: 'all processes and folders to be gone' },
      );
    },
    wholeRunMs,
  );
});
