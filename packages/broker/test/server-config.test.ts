import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { renderServerConfig, storageLimits } from '../src/server-config.ts';
import { isAtLeast } from '../src/server-version.ts';

describe('the limits of JetStream', () => {
  test('never exceed what was wanted, also under a folder that is not there yet', async () => {
    const limits = await storageLimits(join(tmpdir(), 'not', 'there', 'yet'), 16 * 1024 ** 2);
    expect(limits).toEqual({ maxFileBytes: 16 * 1024 ** 2, maxMemoryBytes: 16 * 1024 ** 2 });
  });

  test('are refused where the disk has no room for what is to be stored, with how much is free and how much it takes', async () => {
    const [wanted, least] = [2 ** 60, 2 ** 59];
    await expect(storageLimits(tmpdir(), wanted, least)).rejects.toMatchObject({
      code: 'no-space',
      message: expect.stringMatching(/^\d+ MiB are free under .*, and JetStream needs 1099511627776 /),
      mend: `df -h ${tmpdir()}`,
    });
    // What is wanted bounds what is needed.
    expect((await storageLimits(tmpdir(), 16 * 1024 ** 2, least)).maxFileBytes).toBe(16 * 1024 ** 2);
  });

  test('stay at 1 GiB however large the disk is', async () => {
    const { maxFileBytes, maxMemoryBytes } = await storageLimits(tmpdir());
    expect(maxFileBytes).toBeLessThanOrEqual(1024 ** 3);
    expect(maxMemoryBytes).toBeLessThanOrEqual(128 * 1024 ** 2);
  });
});

test('the configuration carries odd paths and extra lines unharmed', () => {
  const config = { name: 'n', host: '::1', port: 4222, maxFileBytes: 1, maxMemoryBytes: 2 };
  const text = renderServerConfig({ ...config, storeDir: '/a "b"/c', extra: 'debug: true', maxPayloadBytes: 9 });
  expect(text).toContain('store_dir: "/a \\"b\\"/c"');
  expect(text).toContain('max_payload: 9');
  expect(text).toContain('debug: true');
});

test.each([
  ['2.9.10', '2.9.10', true],
  ['2.9.9', '2.9.10', false],
  ['2.10.0', '2.9.10', true],
  ['3.0.0-beta.1', '2.9.10', true],
  ['1.99.99', '2.9.10', false],
])('version %s is at least %s: %p', (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});
