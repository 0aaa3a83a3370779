// What a caller of a standing contract is told where a call has no result.

import { ParleyError } from '@parley/protocol';
import type { CallAnswer, Holder } from './lease.ts';

/** Undefined where another agent may do it. */
export function finalErrorOf(
  answer: Exclude<CallAnswer, { type: 'output' }>,
  { agent }: Holder,
  forMs: number,
): ParleyError | undefined {
  switch (answer.type) {
    case 'failure':
      if (answer.retryable) return undefined;
      return new ParleyError('call-failed', `${agent}: ${answer.text}`, { details: { code: answer.code } });
    case 'refused':
      return new ParleyError('over-limit', `${agent} does not take this call: ${answer.text}`);
    case 'missing':
      return new ParleyError('bad-input', `${agent} cannot use this input: ${answer.text}`, {
        details: { missing: answer.missing },
      });
    case 'expired':
      return expired(forMs, `${agent} has not answered`);
    case 'broken':
      return undefined;
  }
}

export function expired(forMs: number, text: string): ParleyError {
  return new ParleyError('call-expired', `Not done within ${Math.round(forMs)} ms: ${text}.`);
}

export function closed(): ParleyError {
  return new ParleyError('closed', 'The contract is closed.');
}
