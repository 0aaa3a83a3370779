/**
 * What a charge must look like before the bank considers it: the body of `POST /charges` and the `Idempotency-Key`.
 * Amounts are decimal strings and never become floating-point numbers. Knows nothing of HTTP, of the book or of faults.
 */
import { BankError } from './errors.ts';

/** Known currencies and the decimals each may have (ISO 4217, never more than two here). */
const decimalsOf: Readonly<Record<string, number>> = { USD: 2, EUR: 2, GBP: 2, CHF: 2, SEK: 2, JPY: 0 };

const amountPattern = /^(0|[1-9]\d{0,11})(?:\.(\d{1,2}))?$/;
const textCharactersMax = 200;
const keyCharactersMax = 255;

/** A charge as ordered: `amount` is the decimal string exactly as the asker wrote it. */
export interface ChargeOrder {
  amount: string;
  currency: string;
  account?: string;
  method?: string;
  reference?: string;
}

/** Reads the body of `POST /charges`. Throws `BankError` `bad-request` with a reason that says what to send instead. */
export function readChargeOrder(body: unknown): ChargeOrder {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BankError('bad-request', 'the body must be a JSON object with amount and currency');
  }
  const fields = body as Record<string, unknown>;
  const currency = readCurrency(fields.currency);
  const order: ChargeOrder = { amount: readAmount(fields.amount, currency), currency };
  for (const name of ['account', 'method', 'reference'] as const) {
    const value = fields[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || value.length > textCharactersMax) {
      throw new BankError('bad-request', `${name} must be a string of at most ${textCharactersMax} characters`);
    }
    order[name] = value;
  }
  return order;
}

/** Reads the `Idempotency-Key` header; `null` when there is none. Throws `BankError` `bad-request`. */
export function readIdempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const key = Array.isArray(header) ? header.join(',') : header;
  if (key.length === 0 || key.length > keyCharactersMax) {
    throw new BankError('bad-request', `Idempotency-Key must have 1 to ${keyCharactersMax} characters`);
  }
  return key;
}

/** Whether two orders are the same in the fields that matter: the amount by value ("50" is "50.00") and the currency. */
export function sameOrder(one: ChargeOrder, other: ChargeOrder): boolean {
  return one.currency === other.currency && cents(one.amount) === cents(other.amount);
}

function readCurrency(value: unknown): string {
  if (typeof value === 'string' && Object.hasOwn(decimalsOf, value)) return value;
  const known = Object.keys(decimalsOf).join(', ');
  throw new BankError('bad-request', `currency ${JSON.stringify(value) ?? 'is missing'}: use one of ${known}`);
}

function readAmount(value: unknown, currency: string): string {
  const match = typeof value === 'string' ? amountPattern.exec(value) : null;
  if (match === null) {
    throw new BankError(
      'bad-request',
      `amount ${JSON.stringify(value) ?? 'is missing'}: use a decimal string of at most two decimals, such as "12.40"`,
    );
  }
  const amount = match[0];
  if (cents(amount) === 0n) throw new BankError('bad-request', 'amount must be more than 0');
  const decimals = decimalsOf[currency] ?? 0;
  if ((match[2] ?? '').length > decimals) {
    throw new BankError('bad-request', `amount ${amount}: ${currency} has ${decimals} decimals`);
  }
  return amount;
}

function cents(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}
