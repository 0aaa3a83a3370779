import { describe, expect, test } from '@jest/globals';
import { isPrivateAddress, publicLookup } from '../src/http/address-guard.ts';

describe('an address', () => {
  test.each([
    '127.0.0.1',
    '127.255.0.9',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    'no address',
  ])('%s is of the inside', (address) => expect(isPrivateAddress(address)).toBe(true));

  test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '192.169.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])(
    '%s is of the public internet',
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );

  test.each([{ all: true }, {}])('that a name leads to is checked by the lookup itself (%j)', async (options) => {
    const error = await new Promise<Error | null>((resolve) => {
      publicLookup('localhost', options, (thrown) => resolve(thrown));
    });
    expect(error).toMatchObject({ code: 'address-refused', message: expect.stringContaining('localhost (') });
  });
});
