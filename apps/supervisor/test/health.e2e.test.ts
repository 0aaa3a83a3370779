import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '@parley/testkit';
import { endAll, supervised } from './supervised.ts';
import { repeaterSource } from './workspace.ts';

afterEach(endAll);

async function get(url: string): Promise<{ status: number; text: string; type: string }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') ?? '' };
}

test('a supervisor tells that it is alive and ready, and in numbers; when the broker hangs it is alive and not ready', async () => {
  const { ready, mesh, stopBroker } = await supervised({ one: repeaterSource('one') });
  expect(new URL(ready.health).hostname).toBe('127.0.0.1');
  expect(await get(`${ready.health}/healthz`)).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  const well = await get(`${ready.health}/readyz`);
  expect([well.status, JSON.parse(well.text)]).toEqual([
    200,
    { status: 'ready', roundTripMs: expect.any(Number), problems: [] },
  ]);
  const [only] = await mesh.instances();
  process.kill(only!.pid!, 'SIGKILL');
  const numbers = await eventually(
    async () => {
      const { text } = await get(`${ready.health}/metrics`);
      expect(text).toMatch(/^parley_restarts_total\{agent="one"\} 1$/m);
      expect(text).toMatch(/^parley_instances\{agent="one",state="available"\} 1$/m);
      return text;
    },
    { timeoutMs: 15_000, what: 'the restart to be counted' },
  );
  expect(numbers).toMatch(/^parley_death_detection_seconds_count\{cause="exit"\} 1$/m);
  expect(numbers).toMatch(/^parley_children\{agent="one",state="running"\} 1$/m);
  expect(numbers).toMatch(/^parley_broker_connected 1$/m);
  // Whatever grows with the work (ids of conversations, tasks, instances) is in no label.
  expect(numbers).not.toContain(only!.instance);
  expect(numbers).not.toMatch(/^# TYPE \S+_total gauge$/m);
  checkByPromtool(numbers);
  stopBroker();
  const ill = await get(`${ready.health}/readyz`);
  expect([ill.status, JSON.parse(ill.text)]).toEqual([
    503,
    { status: 'not ready', reason: expect.stringMatching(/JetStream|broker|timeout|answer/i), problems: [] },
  ]);
  expect((await get(`${ready.health}/healthz`)).status).toBe(200);
}, 60_000);

test('an agent that does not run is among the problems, and an order for a port that is taken is refused', async () => {
  const { ready } = await supervised({ bad: 'throw new Error("no");' });
  expect(JSON.parse((await get(`${ready.health}/readyz`)).text)).toMatchObject({
    status: 'ready',
    problems: [expect.stringMatching(/^@test\/bad: bad-definition: /)],
  });
  const port = Number(new URL(ready.health).port);
  await expect(supervised({}, { health: { host: '127.0.0.1', port } })).rejects.toThrow(/EADDRINUSE/);
}, 60_000);

/** Where Prometheus' own checker is installed it has the last word. */
function checkByPromtool(numbers: string): void {
  try {
    execFileSync('promtool', ['check', 'metrics'], { input: numbers, stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
}
