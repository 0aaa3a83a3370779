// Running an author's `bid`: the input is read from the words and completed by what the caller gave, validated, and
// the offer that comes back is validated as well. Whatever the author's code does, one bid result comes out.

import type { BidResult } from '@parley/contract-net';
import { describeCapability } from '@parley/mesh';
import { type Cfp, defaults, messageOf, Propose } from '@parley/protocol';
import type { z } from 'zod';
import type { BidContext } from './context.ts';
import type { Capability, Offer, Refusal } from './definition.ts';

/** Never rejects. `context` is the bid context without the input. */
export async function runBid(capability: Capability, cfp: Cfp, context: Omit<BidContext, 'input'>): Promise<BidResult> {
  try {
    const parsed = await capability.input.safeParseAsync(proposedInput(capability, cfp));
    if (!parsed.success) return missingInput(capability, parsed.error);
    return checkedOffer(await capability.bid({ ...context, input: parsed.data }), parsed.data);
  } catch (thrown) {
    return { type: 'refusal', code: 'bid-failed', text: `its bid failed: ${messageOf(thrown)}`.slice(0, 2_000) };
  }
}

// What the caller gave wins over what was read from the words.
function proposedInput(capability: Capability, cfp: Cfp): unknown {
  const { input, intent } = cfp;
  if (capability.read === undefined) return input;
  if (input !== undefined && (typeof input !== 'object' || input === null || Array.isArray(input))) return input;
  return { ...capability.read(intent), ...input };
}

function missingInput(capability: Capability, error: z.ZodError): BidResult {
  const fields = error.issues.map((issue) => ({
    path: issue.path.map(String).join('.') || 'input',
    message: issue.message,
  }));
  const text = fields.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const missing = [...new Set(fields.map(({ path }) => path.slice(0, 200)))].slice(0, 64);
  return { type: 'missing', text: text.slice(0, 2_000), schema: describeCapability(capability).input, missing };
}

function checkedOffer(answer: Offer | Refusal, input: unknown): BidResult {
  if (typeof answer !== 'object' || answer === null) {
    return { type: 'refusal', code: 'bid-failed', text: 'its bid is neither an offer nor a refusal' };
  }
  if ('refuse' in answer) return { type: 'refusal', code: 'declined', text: String(answer.refuse).slice(0, 2_000) };
  const { price, etaMs, validForMs = defaults.bidValidForMs, terms, note } = answer;
  const parsed = Propose.safeParse({
    price: typeof price === 'string' ? { amount: price, currency: defaults.currency } : price,
    etaMs,
    validForMs,
    fit: { status: 'ok' },
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
