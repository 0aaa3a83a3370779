// What the payment agents share: one capability's definition, so that they are rivals for the same work and a caller
// can ask for it by type. Messages only: nothing here knows how anybody pays.

import { defineCapability } from '@parley/agent';
import { z } from 'zod';
import { readPayment } from './read-payment.ts';

/** Currencies the payment agents take. */
export const currencies = ['USD', 'EUR', 'GBP', 'CHF'] as const;

/** Ways to pay. A caller who names one gets that one; otherwise all may bid. */
export const methods = ['card', 'bank-transfer', 'wallet'] as const;

/** What is paid: an amount as a decimal string with at most two decimals, and its currency. */
export const PaymentInput = z.object({
  amount: z
    .string()
    .regex(/^(?:0|[1-9]\d{0,11})(?:\.\d{1,2})?$/, 'an amount such as "12.40"')
    .refine((amount) => Number(amount) > 0, 'an amount above 0'),
  currency: z.enum(currencies),
  method: z.enum(methods).optional(),
  reference: z.string().max(200).optional(),
});

/** The proof of a payment: the bank's id of the charge, and how it was paid. */
export const Receipt = z.object({
  receipt: z.string(),
  amount: z.string(),
  currency: z.enum(currencies),
  method: z.enum(methods),
});

export const processPayment = defineCapability({
  name: 'process-payment',
  description: 'Process a payment: charge an amount of money in a currency and give a receipt for it.',
  examples: [
    'process a payment of 20 dollars',
    'charge 15.90 EUR to my account',
    'pay 120 USD to a supplier',
    'send money to someone',
    'transfer 300 euros for the rent',
    'settle an invoice of 75 pounds',
  ],
  tags: ['money'],
  input: PaymentInput,
  output: Receipt,
  hints: { progressWithinMs: 4_000 },
  read: readPayment,
});

/**
 * The receipt of a charge. It says the method the bank says: where an earlier attempt of another agent has charged, that
 * one's, and the asker's own `method` where the bank says none.
 */
export function receiptFor(
  charged: { readonly id: string; readonly method: string | undefined },
  input: z.output<typeof PaymentInput>,
  method: (typeof methods)[number],
): z.output<typeof Receipt> {
  const { amount, currency } = input;
  const paidBy = methods.find((each) => each === charged.method) ?? method;
  return { receipt: charged.id, amount, currency, method: paidBy };
}
