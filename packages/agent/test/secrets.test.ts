import { describe, expect, test } from '@jest/globals';
import { withSecrets } from '../src/host/secrets.ts';

describe('a secret in the configuration', () => {
  test('is named there and taken from the environment; everything else stays as it is', () => {
    const config = {
      token: 'env:SHOP_TOKEN',
      url: 'https://x.org',
      said: 'env: what',
      nested: { a: 'env:SHOP_TOKEN' },
    };
    const order = { mesh: 'm', config };
    expect(withSecrets(order, { SHOP_TOKEN: 's3cret' })).toEqual({ mesh: 'm', config: { ...config, token: 's3cret' } });
    expect(withSecrets({}, {})).toEqual({});
  });

  test.each([{}, { SHOP_TOKEN: '' }])('that is not set (%j) is an error that names key and variable', (env) => {
    expect(() => withSecrets({ config: { token: 'env:SHOP_TOKEN' } }, env)).toThrow(
      expect.objectContaining({ code: 'bad-options', message: expect.stringMatching(/"token".*SHOP_TOKEN/) }),
    );
  });
});
