// What went wrong, as the mesh understands it: a code, a sentence, and whether another instance may do better.
//
// A service that breaks (5xx, no connection, too late, garbage) is retryable: the work goes to another. A service that
// says no (4xx) would say it again to every instance of this agent, so it is not: this agent is left out of the conversation,
// and another agent may still do it. 408, 425 and 429 are no answer to the request and count as breaking.

import { TaskFailure } from '@parley/agent';
import { messageOf } from '@parley/protocol';
import { PrivateAddress } from './address-guard.ts';
import { UnwritableInput } from './parameter-text.ts';
import { reasonIn } from './reason.ts';
import { BadConduct, type HttpAnswer } from './send.ts';

const busy: readonly number[] = [408, 425, 429];

/** A failure that says besides whether the same request may help in a moment. */
export class ServiceFailure extends TaskFailure {
  /** Whether it may have reached the service. */
  readonly wasSent: boolean;
  /** Whether to ask the same service again makes sense. */
  readonly isPassing: boolean;
  /** What the service asked for, where it did. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: string,
    message: string,
    options: {
      readonly retryable: boolean;
      readonly wasSent?: boolean;
      readonly isPassing?: boolean;
      readonly retryAfterMs?: number | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(code, message, { retryable: options.retryable, cause: options.cause });
    this.wasSent = options.wasSent ?? true;
    this.isPassing = options.isPassing ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The failure that an answer other than 2xx is. */
export function failureOfAnswer(name: string, { status, headers, text }: HttpAnswer): ServiceFailure {
  const said = reasonIn(text, headers['content-type'] ?? '');
  const reason = said === '' ? '' : `: ${said}`;
  const retryAfterMs = delayIn(headers['retry-after']);
  if (status >= 500) {
    const options = { retryable: true, isPassing: status !== 501 && status !== 505, retryAfterMs };
    return new ServiceFailure('service-failed', `${name} answered ${status}${reason}`, options);
  }
  if (busy.includes(status)) {
    const options = { retryable: true, isPassing: true, retryAfterMs };
    return new ServiceFailure('service-busy', `${name} answered ${status}${reason}`, options);
  }
  if (status === 401 || status === 403) {
    return new ServiceFailure('service-denied', `${name} does not let this agent in (${status})${reason}`, {
      retryable: false,
    });
  }
  if (status >= 400) {
    return new ServiceFailure('service-refused', `${name} refused (${status})${reason}`, { retryable: false });
  }
  return new ServiceFailure('bad-answer', `${name} answered ${status}, which says nothing${reason}`, {
    retryable: true,
  });
}

// Errors of a connection that was never there: nothing was asked for.
const unconnected = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** Whatever was thrown while calling. */
export function failureOfThrown(name: string, host: string, thrown: unknown): TaskFailure {
  if (thrown instanceof TaskFailure) return thrown;
  if (thrown instanceof UnwritableInput) {
    return new ServiceFailure('bad-input', `${name} cannot be asked so: ${thrown.message}.`, {
      retryable: false,
      wasSent: false,
    });
  }
  if (thrown instanceof BadConduct) {
    const retryable = thrown.code === 'bad-answer';
    return new ServiceFailure(thrown.code, `${name} is not followed: ${thrown.message}.`, { retryable });
  }
  const cause = causeOf(thrown);
  if (cause instanceof PrivateAddress) {
    const text = `${name} is not called: ${cause.message}. The configuration's "allowPrivate": true allows it.`;
    return new ServiceFailure(cause.code, text, { retryable: false, wasSent: false });
  }
  const code = (cause as { code?: unknown }).code;
  const wasSent = !(typeof code === 'string' && unconnected.test(code));
  const how = wasSent ? 'broke off' : 'does not answer';
  const text = `${name} at ${host} ${how}: ${typeof code === 'string' ? code : messageOf(cause)}`;
  return new ServiceFailure('service-unreachable', text, { retryable: true, isPassing: true, wasSent, cause: thrown });
}

// Where several addresses were tried, the first of them speaks for all.
function causeOf(thrown: unknown): object {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return causeOf(thrown.errors[0]);
  return typeof thrown === 'object' && thrown !== null ? thrown : new Error(String(thrown));
}

// RFC 9110, 10.2.3: seconds, or a date.
function delayIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
