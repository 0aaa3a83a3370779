import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, type NodeChild, spawnNode } from '@parley/testkit';

interface Scene {
  intent: string;
  outcome: string;
  shortlist: { agent: string; capability: string; similarity: number }[];
  bids: { agent: string; score: number | null; scoreByTerm: Record<string, number> | null }[];
  winner: string | null;
  attempts: number;
  detectionMs: number | null;
  rerouteMs: number | null;
  receipts: unknown[];
}

const entry = join(import.meta.dirname, '..', 'src', 'main.ts');
const wholeRunMs = 90_000;

/** The processes that a process has started. */
function children(pid: number): number[] {
  return readdirSync('/proc').flatMap((name) =>
    /^\d+$/.test(name) && parentOf(Number(name)) === pid ? [Number(name)] : [],
  );
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

function descendants(pid: number): number[] {
  return children(pid).flatMap((child) => [child, ...descendants(child)]);
}

const isAlive = (pid: number) => parentOf(pid) !== undefined;

describe('the demo', () => {
  let child: NodeChild;
  let scenes: Scene[];

  beforeAll(async () => {
    child = spawnNode(entry, { args: ['--json'] });
    await child.exit;
    scenes = JSON.parse(child.outputLines.join('\n')).scenes;
  }, wholeRunMs);

  test('ends with 0 and prints one JSON object', async () => {
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(scenes.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done', 'no-route', 'done']);
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
  });

  test(
    'leaves nothing behind after Ctrl-C in the middle',
    async () => {
      const interrupted = spawnNode(entry, { args: ['--no-prompt'] });
      await interrupted.waitForLine(/progress/, wholeRunMs);
      const started = descendants(interrupted.pid);
      expect(started.length).toBeGreaterThan(5);
      interrupted.kill('SIGINT');
      expect(await interrupted.exit).toEqual({ code: 130, signal: null });
      await eventually(() => expect(started.filter(isAlive)).toEqual([]), {
        timeoutMs: 10_000,
        what: 'all processes to end',
      });
    },
    wholeRunMs,
  );
});
