import { describe, expect, test } from '@jest/globals';
import { PaymentInput } from '../src/messages.ts';
import { readPayment } from '../src/read-payment.ts';

describe('reading a payment from words', () => {
  const rows: [string, ReturnType<typeof readPayment>][] = [
    ['I need to process $50 USD', { amount: '50', currency: 'USD' }],
    ['charge 12.40 EUR to my card', { amount: '12.40', currency: 'EUR', method: 'card' }],
    ['move fifty bucks to my landlord', { amount: '50', currency: 'USD' }],
    ['pay seventy-five pounds', { amount: '75', currency: 'GBP' }],
    ['settle the €1,250.00 invoice by bank transfer', { amount: '1250.00', currency: 'EUR', method: 'bank-transfer' }],
    ['two hundred francs from my wallet please', { amount: '200', currency: 'CHF', method: 'wallet' }],
    ['three thousand dollars', { amount: '3000', currency: 'USD' }],
    ['one more coffee for 3 euros', { amount: '3', currency: 'EUR' }],
    ['pay 20 dollars or 30 dollars', { currency: 'USD' }],
    ['pay 20 dollars in euros', { amount: '20' }],
    ['pay my landlord', {}],
    ['charge 12,40 EUR', { amount: '12,40', currency: 'EUR' }],
    ['pay -5 USD', { currency: 'USD' }],
    ['pay $0.50', { amount: '0.50', currency: 'USD' }],
    ['pay by card or by wallet 5 usd', { amount: '5', currency: 'USD' }],
  ];
  test.each(rows)('"%s"', (intent, input) => {
    expect(readPayment(intent)).toEqual(input);
  });

  test('an amount that could be read in two ways is refused by the schema, not guessed', () => {
    expect(PaymentInput.safeParse(readPayment('charge 12,40 EUR')).success).toBe(false);
    expect(PaymentInput.safeParse({ amount: '0', currency: 'USD' }).success).toBe(false);
    expect(PaymentInput.safeParse({ amount: '1.234', currency: 'USD' }).success).toBe(false);
  });
});
