// Running an author's `bid`: the caller's input is made to fit, and the offer that comes back is validated. Whatever the
// author's code does, one bid result comes out.

import type { Adapter } from '@parley/adaptation';
import type { BidResult } from '@parley/contract-net';
import { describeCapability } from '@parley/mesh';
import { type Cfp, defaults, type Mapping, messageOf, Propose } from '@parley/protocol';
import type { BidContext } from './context.ts';
import type { Capability, Offer, Refusal } from './definition.ts';
import { type Fitted, fit } from './fitting.ts';

/** Never rejects. `context` is the bid context without the input. */
export async function runBid(
  capability: Capability,
  adapter: Adapter,
  cfp: Cfp,
  context: Omit<BidContext, 'input'>,
): Promise<BidResult> {
  try {
    const fitted = await fit(capability, adapter, { ...cfp, signal: context.signal });
    if (fitted.type === 'missing') return missingInput(capability, fitted);
    const { input, mapping } = fitted;
    return checkedOffer(await capability.bid({ ...context, input }), input, mapping);
  } catch (thrown) {
    return { type: 'refusal', code: 'bid-failed', text: `its bid failed: ${messageOf(thrown)}`.slice(0, 2_000) };
  }
}

/** What an input lacks, as it is told to whoever gave it. */
export function missingInput(
  capability: Capability,
  { fields, adapted }: Extract<Fitted, { type: 'missing' }>,
): Extract<BidResult, { type: 'missing' }> {
  const lacking = fields.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const text = adapted === '' ? lacking : `${lacking} (understood so far: ${adapted})`;
  const missing = [...new Set(fields.map(({ path }) => path.slice(0, 200)))].slice(0, 64);
  return { type: 'missing', text: text.slice(0, 2_000), schema: describeCapability(capability).input, missing };
}

function checkedOffer(answer: Offer | Refusal, input: unknown, mapping: readonly Mapping[]): BidResult {
  if (typeof answer !== 'object' || answer === null) {
    return { type: 'refusal', code: 'bid-failed', text: 'its bid is neither an offer nor a refusal' };
  }
  if ('refuse' in answer) return { type: 'refusal', code: 'declined', text: String(answer.refuse).slice(0, 2_000) };
  const { price, etaMs, validForMs = defaults.bidValidForMs, terms, note } = answer;
  const parsed = Propose.safeParse({
    price: typeof price === 'string' ? { amount: price, currency: defaults.currency } : price,
    etaMs,
    validForMs,
    fit: mapping.length === 0 ? { status: 'ok' } : { status: 'adapted', mapping },
    ...(terms === undefined ? {} : { terms }),
    ...(note === undefined ? {} : { note }),
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const text = `its bid is not valid: ${issue?.path.map(String).join('.')}: ${issue?.message}`;
    return { type: 'refusal', code: 'bid-failed', text: text.slice(0, 2_000) };
  }
  const { price: money, fit, ...rest } = parsed.data;
  return { ...rest, type: 'proposal', price: money, fit, input } as BidResult;
}
