import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { spawnNode } from '../src/index.ts';

const talker = join(import.meta.dirname, 'fixtures', 'talker.ts');

describe('a spawned Node process', () => {
  test('runs TypeScript with arguments and environment, and its lines are kept', async () => {
    const child = spawnNode(talker, { args: ['hello'], env: { TALKER: 'me' }, holdInput: true });
    expect(await child.waitForLine(/^said/)).toBe('said hello');
    expect(await child.waitForLine(/^heard/)).toBe('heard me');
    child.closeInput();
    expect(await child.exit).toEqual({ code: 4, signal: null });
    expect(child.outputLines).toEqual(['said hello', 'input closed']);
    expect(child.kill()).toBe(false);
  });

  test('can be killed, and tells by which signal it ended', async () => {
    const child = spawnNode(talker, { args: ['stay'] });
    await child.waitForLine(/input closed/);
    expect(child.kill('SIGKILL')).toBe(true);
    expect(await child.exit).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('that ends without the awaited line says so at once, with its lines', async () => {
    const child = spawnNode(talker);
    await expect(child.waitForLine(/never said/)).rejects.toThrow(
      /ended \(4\) without a line like \/never said\/.*said nothing/s,
    );
  });

  test('that stays silent is given up after the timeout', async () => {
    const child = spawnNode(talker, { holdInput: true });
    await child.waitForLine(/^said/);
    await expect(child.waitForLine(/never said/, 50)).rejects.toThrow('no line within 50 ms');
  });

  test('that cannot start ends with what Node said', async () => {
    const child = spawnNode('/nowhere/file.ts');
    expect((await child.exit).code).toBe(1);
    expect(child.lines.join('\n')).toMatch(/Cannot find module/);
  });
});
