// `fromHttp`: an operation of an HTTP service as a capability. The bid says its price, and how long it lately took; the
// work is one call. Whoever wraps a service writes what goes where, and nothing else.

import {
  type BidContext,
  type Capability,
  type CapabilityDefinition,
  capability,
  type Offer,
  type PerformContext,
  type Refusal,
} from '@parley/agent';
import { messageOf } from '@parley/protocol';
import type { z } from 'zod';
import { call } from './http/call.ts';
import { type HttpOperation, isIdempotent } from './http/operation.ts';
import { type HttpService, type Settings, settingsOf } from './http/service.ts';
import { MeasuredTimes } from './measured-times.ts';
import { hintsOf, type Offering, offeringDefaults } from './offering.ts';

export interface HttpCapability<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType>
  extends Omit<CapabilityDefinition<Input, Output>, 'name'>,
    HttpOperation,
    Offering {
  readonly service: HttpService;
  /** The configuration's `timeoutMs` comes before it. */
  readonly timeoutMs?: number;
}

const etaMsDefault = 500;

/**
 * A capability that calls an HTTP service. It bids where its configuration is whole, and refuses with what is missing where it is
 * not. It fails with `service-failed`, `service-busy`, `service-unreachable`, `service-timeout`, `bad-answer` (another may do
 * better), `service-refused`, `service-denied`, `bad-input`, `redirect-refused`, `answer-too-large`, `address-refused` (this agent
 * would fail again), and as any agent with `bad-output`.
 *
 *   'convert-currency': fromHttp({ ...convertCurrency, service, method: 'GET', path: '/convert/{from}/{to}' })
 */
export function fromHttp<Input extends z.ZodType, Output extends z.ZodType>(
  options: HttpCapability<Input, Output>,
): Capability<Input, Output> {
  const { service, etaMs = etaMsDefault, ...others } = options;
  const { price = offeringDefaults.price, timeoutMs = offeringDefaults.timeoutMs, ...definition } = others;
  const times = new MeasuredTimes();
  const hintMs = (settings: Settings) => settings.etaMs ?? etaMs;
  return capability<Input, Output>({
    ...definition,
    hints: { ...hintsOf({ etaMs, timeoutMs }), ...definition.hints },
    bid({ config }: BidContext): Offer | Refusal {
      try {
        const settings = settingsOf(service, config);
        return { price: settings.price ?? price, etaMs: times.likelyMs(hintMs(settings)) };
      } catch (thrown) {
        return { refuse: messageOf(thrown) };
      }
    },
    async perform(context: PerformContext): Promise<z.input<Output>> {
      const settings = settingsOf(service, context.config);
      const startedAtMs = performance.now();
      const limitMs = settings.timeoutMs ?? timeoutMs;
      const run = (idempotencyKey: string) => call(options, settings, { ...context, idempotencyKey }, limitMs);
      // What changes something happens once in the conversation; what only reads is asked for anew.
      const changes = !isIdempotent(options) || options.idempotencyHeader !== undefined;
      const output = changes
        ? await context.once(`${options.method} ${options.path}`, run)
        : await run(context.idempotencyKey);
      times.add(performance.now() - startedAtMs);
      return output as z.input<Output>;
    },
  });
}
