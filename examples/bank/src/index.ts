export type { Bank, BankOptions } from './bank.ts';
export { startBank } from './bank.ts';
export type { Charge, ChargeRequest } from './charge.ts';
export type { ChargeOrder } from './charge-order.ts';
export { BankError } from './errors.ts';
export type { Faults } from './faults.ts';
