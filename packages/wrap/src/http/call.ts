// One call of an operation, to its output or a failure: sent, repeated where that can do no harm and time is left, and
// read as what it promised to be. The time of all of it together is bounded.

import { type PerformContext, TaskFailure } from '@parley/agent';
import { failureOfAnswer, failureOfThrown, ServiceFailure } from './failures.ts';
import { type HttpOperation, isIdempotent } from './operation.ts';
import { firstWords, isJson } from './reason.ts';
import { requestOf } from './request.ts';
import { hiding } from './secrecy.ts';
import { type HttpAnswer, send } from './send.ts';
import type { Settings } from './service.ts';

const triesMax = 3;
const firstPauseMs = 100;

type CallContext = Pick<PerformContext, 'input' | 'signal' | 'sleep' | 'log' | 'remainingMs' | 'idempotencyKey'>;

/** @returns the output, not yet held against its schema @throws TaskFailure */
export async function call(
  operation: HttpOperation,
  settings: Settings,
  context: CallContext,
  timeoutMs: number,
): Promise<unknown> {
  const hide = hiding(settings.auth.map(({ value }) => value));
  const withinMs = Math.max(0, Math.min(timeoutMs, context.remainingMs()));
  const endAtMs = performance.now() + withinMs;
  const timeout = AbortSignal.timeout(Math.ceil(withinMs));
  const signal = AbortSignal.any([context.signal, timeout]);
  const what = { service: settings.name, operation: `${operation.method} ${operation.path}` };
  for (let tries = 1; ; tries++) {
    const startedAtMs = performance.now();
    try {
      const request = requestOf(operation, settings, context.input, context.idempotencyKey);
      const { allowPrivate, redirectsTo, answerBytesMax } = settings;
      const answer = await send(request, { allowPrivate, redirectsTo, answerBytesMax, signal });
      context.log.debug({ ...what, status: answer.status, ms: Math.round(performance.now() - startedAtMs) }, 'called');
      return outputOf(operation, settings.name, { ...answer, text: hide(answer.text) });
    } catch (thrown) {
      if (context.signal.aborted) throw new TaskFailure('cancelled', 'The work was stopped.');
      if (timeout.aborted) throw tooSlow(settings, withinMs);
      const failure = failureOfThrown(settings.name, settings.baseUrl.host, thrown);
      const pauseMs = pauseAfter(failure, isIdempotent(operation), tries, endAtMs - performance.now());
      context.log.debug({ ...what, code: failure.code, tries }, 'failed');
      if (pauseMs === undefined) throw withoutSecrets(failure, hide);
      await context.sleep(pauseMs);
    }
  }
}

/** How long until it is sent again; undefined where it is not. */
function pauseAfter(failure: TaskFailure, idempotent: boolean, tries: number, leftMs: number): number | undefined {
  if (!(failure instanceof ServiceFailure) || !failure.isPassing || tries >= triesMax) return undefined;
  if (failure.wasSent && !idempotent) return undefined;
  // Full jitter, so that many callers of a service that comes back do not come back together.
  const pauseMs = failure.retryAfterMs ?? Math.random() * firstPauseMs * 2 ** (tries - 1);
  return pauseMs < leftMs ? pauseMs : undefined;
}

function tooSlow({ name, baseUrl }: Settings, withinMs: number): ServiceFailure {
  const text = `${name} at ${baseUrl.host} did not answer within ${Math.round(withinMs)} ms.`;
  return new ServiceFailure('service-timeout', text, { retryable: true });
}

// Built anew: what caused it may hold the request.
function withoutSecrets({ code, message, retryable }: TaskFailure, hide: (text: string) => string): TaskFailure {
  return new TaskFailure(code, hide(message), { retryable });
}

function outputOf(operation: HttpOperation, name: string, answer: HttpAnswer): unknown {
  const { status, headers, text } = answer;
  if (status < 200 || status > 299) throw failureOfAnswer(name, answer);
  const { answer: promised = 'json', method } = operation;
  if (promised === 'none' || method === 'HEAD' || text === '') return null;
  if (promised === 'text') return text;
  const type = headers['content-type'] ?? '';
  if (isJson(type)) return parsed(name, text);
  if (promised === 'any') return text;
  const what = type === '' ? 'something without a content type' : type.split(';')[0]!.slice(0, 80);
  const words = firstWords(text, type).slice(0, 200);
  throw new ServiceFailure('bad-answer', `${name} promised JSON and answered ${what}: ${words}`, { retryable: true });
}

function parsed(name: string, text: string): unknown {
  try {
    // A byte order mark is no part of JSON, and some services begin with one.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    const words = firstWords(text, '').slice(0, 200);
    throw new ServiceFailure('bad-answer', `${name} answered JSON that is none: ${words}`, { retryable: true });
  }
}
