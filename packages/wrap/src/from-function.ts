// `fromFunction`: a function of a library as a capability. It is bounded in time as a service is; one that computes without
// ever giving way cannot be, and belongs into a worker.

import {
  type BidContext,
  type Capability,
  type CapabilityDefinition,
  capability,
  type PerformContext,
  TaskFailure,
} from '@parley/agent';
import { z } from 'zod';
import { MeasuredTimes } from './measured-times.ts';
import { hintsOf, type Offering, offeringDefaults, offeringFields } from './offering.ts';

export interface FunctionCapability<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType>
  extends Omit<CapabilityDefinition<Input, Output>, 'name'>,
    Offering {
  /** Gets the input, checked, and what it needs to stop in time. What it throws is a failure another may do better, unless it has `retryable: false`. */
  readonly run: (
    input: z.output<Input>,
    context: PerformContext<z.output<Input>>,
  ) => z.input<Output> | Promise<z.input<Output>>;
}

const Config = z.looseObject(offeringFields);
const etaMsDefault = 50;

/** A capability that calls a function. It fails with what the function throws, and with `function-timeout`. */
export function fromFunction<Input extends z.ZodType, Output extends z.ZodType>(
  options: FunctionCapability<Input, Output>,
): Capability<Input, Output> {
  const { run, etaMs = etaMsDefault, ...others } = options;
  const { price = offeringDefaults.price, timeoutMs = offeringDefaults.timeoutMs, ...definition } = others;
  const times = new MeasuredTimes();
  return capability<Input, Output>({
    ...definition,
    hints: { ...hintsOf({ etaMs, timeoutMs }), ...definition.hints },
    bid({ config }: BidContext) {
      const parsed = Config.safeParse(config);
      if (!parsed.success) return { refuse: `its configuration is not right: ${z.prettifyError(parsed.error)}` };
      return { price: parsed.data.price ?? price, etaMs: times.likelyMs(parsed.data.etaMs ?? etaMs) };
    },
    async perform(context: PerformContext<z.output<Input>>) {
      const startedAtMs = performance.now();
      const output = await inTime(context, timeoutMs, (signal) => run(context.input, { ...context, signal }));
      times.add(performance.now() - startedAtMs);
      return output;
    },
  });
}

async function inTime<Result>(
  { signal, remainingMs }: PerformContext,
  timeoutMs: number,
  work: (signal: AbortSignal) => Result | Promise<Result>,
): Promise<Result> {
  const withinMs = Math.max(0, Math.min(timeoutMs, remainingMs()));
  const timeout = AbortSignal.timeout(Math.ceil(withinMs));
  const ending = AbortSignal.any([signal, timeout]);
  return await new Promise<Result>((resolve, reject) => {
    const stop = () => {
      if (signal.aborted) return reject(new TaskFailure('cancelled', 'The work was stopped.'));
      reject(new TaskFailure('function-timeout', `It did not end within ${Math.round(withinMs)} ms.`));
    };
    if (ending.aborted) return stop();
    ending.addEventListener('abort', stop, { once: true });
    Promise.resolve()
      .then(() => work(ending))
      .then(resolve, reject);
  });
}
