import { expect, test } from '@jest/globals';
import { createMetrics } from '../src/health/metrics.ts';

test('of several processes of one agent each is counted in its state', async () => {
  const states = ['running', 'running', 'quarantined'];
  const { scrape } = createMetrics({
    instances: () => [],
    children: () => states.map((state) => ({ agent: 'one', state })),
    connected: () => true,
  });
  const { text } = await scrape();
  expect(text).toMatch(/^parley_children\{agent="one",state="running"\} 2$/m);
  expect(text).toMatch(/^parley_children\{agent="one",state="quarantined"\} 1$/m);
});
