// How a supplier is configured: where its depot is, whom it serves, what it sells at which price, and how soon.

import { goods, palletsMax } from '@parley/agent-trade/messages';
import { places } from '@parley/agent-traffic/messages';
import { z } from 'zod';

const Price = z.string().regex(/^(?:0|[1-9]\d{0,5})(?:\.\d{1,2})?$/, 'a price a pallet in euros, such as "192.50"');
const Discount = z.object({ from: z.int().min(2).max(palletsMax), percentOff: z.number().min(0).max(90) });

export const SupplierConfig = z.object({
  depot: z.enum(places),
  /** Sites elsewhere are refused; every place unless said. */
  serves: z.array(z.enum(places)).min(1).optional(),
  /** From the order until the goods can be fetched. */
  leadHours: z.number().min(0).max(720),
  /** The smallest order, in pallets. */
  minimum: z.int().min(1).max(palletsMax).default(1),
  /** How long until what was collected has been made anew. */
  restockHours: z.number().min(0.1).max(8_760).default(24),
  /** `stock` is what the yard holds when it is full, in pallets. */
  goods: z
    .partialRecord(z.enum(goods), z.object({ stock: z.int().min(1).max(palletsMax), price: Price }))
    .refine((sold) => Object.keys(sold).length > 0, 'at least one kind of goods'),
  /** From this many pallets on, all of them are cheaper. */
  volume: z
    .array(Discount)
    .refine((steps) => steps.every(({ from }, at) => at === 0 || from > steps[at - 1]!.from), 'ascending by from')
    .default([]),
});
export type SupplierConfig = z.output<typeof SupplierConfig>;

/** @throws Error naming the supplier and every field that is wrong */
export function readSupplierConfig(name: string, config: unknown): SupplierConfig {
  const parsed = SupplierConfig.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new Error(`The configuration of the supplier "${name}" is not right:\n${z.prettifyError(parsed.error)}`);
}
