import { expect, test } from '@jest/globals';
import { post, started } from './services.ts';

const herrengasse = { street: 'Herrengasse', houseNumber: '16', postalCode: '8010', city: 'Graz', country: 'AT' };

const check = async (change: object) =>
  await post(`${await started('anschrift')}/addresses/check`, { ...herrengasse, ...change });

test('an address that is in the register is valid', async () => {
  const { status, body } = await check({});
  expect({ status, body }).toEqual({ status: 200, body: { status: 'valid', address: herrengasse, reasons: [] } });
});

test.each([
  ['a slip in the street', { street: 'Herengase' }, 'street-spelling', { street: 'Herrengasse' }],
  ['another way to write it', { street: 'herrengasse' }, 'street-spelling', { street: 'Herrengasse' }],
  ['an abbreviation', { street: 'Annenstr.', postalCode: '8020' }, 'street-spelling', { street: 'Annenstraße' }],
  ['a postal code of another district', { postalCode: '8020' }, 'postal-code-corrected', { postalCode: '8010' }],
  ['a slip in the place', { city: 'Gratz' }, 'city-spelling', { city: 'Graz' }],
  [
    'no umlauts',
    { street: 'Kaerntner Strasse', houseNumber: '38a', postalCode: '1010', city: 'Wien' },
    'street-spelling',
    { street: 'Kärntner Straße' },
  ],
])('%s is corrected, and the reason is said', async (_, change, code, corrected) => {
  const { body } = await check(change);
  expect(body).toMatchObject({ status: 'corrected', reasons: [{ code }] });
  expect(body.reasons).toHaveLength(1);
  expect(body.address).toEqual({ ...herrengasse, ...change, ...corrected });
});

test.each([
  ['a street that is not there', { street: 'Nowhere Lane' }, 'street', 'street-unknown'],
  ['a street of another place', { street: 'Getreidegasse' }, 'street', 'street-unknown'],
  ['a house number that is not there', { houseNumber: '160' }, 'houseNumber', 'house-number-unknown'],
  ['house number 0', { houseNumber: '0' }, 'houseNumber', 'house-number-unknown'],
  ['a place that nobody knows', { postalCode: '9999', city: 'Atlantis' }, 'city', 'place-unknown'],
  ['a postal code of another country', { postalCode: '80331' }, 'postalCode', 'postal-code-malformed'],
  ['a country without a register', { country: 'SE' }, 'country', 'country-not-covered'],
])('%s makes it invalid, and the reason names the field', async (_, change, field, code) => {
  const { status, body } = await check(change);
  expect({ status, body }).toEqual({
    status: 200,
    body: { status: 'invalid', reasons: [{ field, code, text: expect.any(String) }] },
  });
});

test.each([
  ['no street', { street: undefined }],
  ['a house number as a number', { houseNumber: 16 }],
  ['a country in words', { country: 'Austria' }],
  ['a field too many', { floor: '2' }],
])('%s is refused', async (_, change) => {
  const { status, body } = await check(change);
  expect({ status, body }).toEqual({ status: 400, body: { code: 'bad-request', message: expect.any(String) } });
});
