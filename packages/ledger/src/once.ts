// `once`: an outside effect that happens one time in a conversation, whoever attempts it and however often. The
// receipt is kept under the conversation and the effect's key, never under the attempt or the agent, so that the one
// who takes over finds it. Between an effect and its receipt a process may die: then the effect is asked for again
// with the same idempotency key, and the outside must know the key to do it once. That far it goes and no further.

import { createHash } from 'node:crypto';
import { BusError, type KeyValue } from '@parley/bus';
import { ParleyError } from '@parley/protocol';

/** Runs an effect once for a conversation; later calls get the first result back. The result must be JSON. */
export type Once = <Result>(
  conversation: string,
  key: string,
  effect: (idempotencyKey: string) => Promise<Result>,
) => Promise<Result>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * @param bucket the mesh's store bucket
 * @throws (from the returned function) BusError of the bucket; ParleyError `bad-input` for a result that is no JSON;
 * whatever the effect throws, in which case no receipt is kept
 */
export function createOnce(bucket: KeyValue): Once {
  return async (conversation, key, effect) => {
    const at = receiptKey(conversation, key);
    const kept = await bucket.get(at);
    if (kept !== undefined) return parse(kept.value);
    const result = await effect(`${conversation}.${key}`);
    const text = JSON.stringify({ result });
    if (text === undefined || (result !== undefined && JSON.parse(text).result === undefined)) {
      throw new ParleyError('bad-input', `The result of once("${key}") cannot be kept: return JSON.`);
    }
    try {
      await bucket.create(at, encoder.encode(text));
      return result;
    } catch (thrown) {
      // Somebody else kept a receipt meanwhile, or one's own write was acknowledged twice: the kept one is the truth.
      if (!(thrown instanceof BusError) || thrown.code !== 'wrong-revision') throw thrown;
      const first = await bucket.get(at);
      if (first === undefined) throw thrown;
      return parse(first.value);
    }
  };
}

function receiptKey(conversation: string, key: string): string {
  return `once.${conversation}.${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

function parse<Result>(bytes: Uint8Array): Result {
  return (JSON.parse(decoder.decode(bytes)) as { result: Result }).result;
}
