import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { descendantsOf, eventually, livingOf, type NodeChild, spawnNode } from '@parley/testkit';

const entry = join(__dirname, '..', 'src', 'main.ts');
const wholeRunMs = 90_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-wrapped-test-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example in a temporary folder of its own, which can be looked at. */
function start(name: string, args: readonly string[] = []): NodeChild {
  mkdirSync(join(folder, name));
  return spawnNode(entry, { args, env: { TMPDIR: join(folder, name), NATS_URL: 'nats://127.0.0.1:1' } });
}

const filesLeft = (name: string) => readdirSync(join(folder, name));

describe('the example', () => {
  let whole: NodeChild;
  let text: string;
  let tookMs: number;

  beforeAll(async () => {
    const startedAtMs = performance.now();
    whole = start('whole');
    await whole.exit;
    tookMs = performance.now() - startedAtMs;
    text = whole.outputLines.join('\n');
  }, wholeRunMs);

  test('ends with 0 after all its steps, within a minute', async () => {
    expect(whole.lines.filter((line) => !whole.outputLines.includes(line))).toEqual([]);
    expect(await whole.exit).toEqual({ code: 0, signal: null });
    expect(text).toMatch(/\n8 of 8 steps went as they should, in \d+\.\d s\.$/);
    expect(tookMs).toBeLessThan(60_000);
  });

  test('leaves no file behind', () => expect(filesLeft('whole')).toEqual([]));

  test('tells each of its steps, without an escape code', () => {
    expect([...text.matchAll(/^(\d)\. /gm)].map(([, number]) => number)).toEqual([...'12345678']);
    expect(text).not.toContain(String.fromCharCode(27));
  });

  test('shows commands that a reader could type', () => {
    const commands = [...text.matchAll(/^ +\$ (.*)$/gm)].map(([, command]) => command!);
    expect(commands.map((command) => command.split(' ').slice(0, 4).join(' '))).toEqual([
      ...Array(3).fill('npx parley wrap openapi'),
      'npx parley up --watch',
      'npx parley wrap openapi',
      'rm -r packages/agents/kursblatt',
      expect.stringMatching(/^npx parley explain [0-9a-f]{32}$/),
    ]);
  });

  test('shows who won and why, who took over, and how the request was adapted', () => {
    expect(text).toMatch(/award +kursblatt for 0\.01 USD in \d+ ms: ahead of cambio/);
    expect(text).toMatch(/failed +attempt 1, kursblatt\/\w+: service-unreachable/);
    expect(text).toMatch(/award +attempt 2: cambio for 0\.03 USD/);
    expect(text).toMatch(/adapted +for cambio: .*source\.amount/);
    expect(text).toMatch(/needs-input .*rounding/);
    expect(text).toMatch(/kursblatt-v2 took the input adapted: .*order\.amount/);
  });
});

describe('the example, where something is not as it should be,', () => {
  test.each([
    ['cambio', /^Not as it should be: it ended failed instead of done: .*nobody else can take over/],
    ['anschrift', /^Not as it should be: it ended no-route instead of done/],
    ['kursblatt', /^Not as it should be: the winner is "cambio" instead of "kursblatt"/],
  ] as const)(
    'ends with 1 and says what: %s is not there',
    async (name, said) => {
      const child = start(`without-${name}`, ['--without', name]);
      expect(await child.exit).toEqual({ code: 1, signal: null });
      expect(child.lines.find((line) => said.test(line))).toBeDefined();
      expect(child.lines.join('\n')).not.toContain('steps went as they should');
      expect(filesLeft(`without-${name}`)).toEqual([]);
    },
    wholeRunMs,
  );

  test('says which services there are, to whoever would leave out another', async () => {
    const child = start('without-none', ['--without', 'bank']);
    expect(await child.exit).toEqual({ code: 1, signal: null });
    expect(child.lines).toEqual(['"bank" is no service: leave out kursblatt, cambio or anschrift.']);
  });

  test.each([
    ['Ctrl-C', 'SIGINT', { code: 130, signal: null }],
    ['a kill', 'SIGKILL', { code: null, signal: 'SIGKILL' }],
  ] as const)(
    'leaves nothing behind after %s in the middle',
    async (_, signal, exit) => {
      const child = start(signal);
      await child.waitForLine(/agreed/, wholeRunMs);
      const started = descendantsOf(child.pid);
      expect(started.length).toBeGreaterThan(8);
      child.kill(signal);
      expect(await child.exit).toEqual(exit);
      await eventually(
        () => {
          expect(livingOf(started)).toEqual([]);
          expect(filesLeft(signal)).toEqual([]);
        },
        { timeoutMs: 30_000, what: 'all processes and folders to be gone' },
      );
    },
    wholeRunMs,
  );
});
