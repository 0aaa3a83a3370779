// An agent's own state (a stock, a balance): values by key, shared by its instances and kept across restarts. A change
// is a function of the last value and is written only if nobody wrote meanwhile; otherwise it is tried again.

import { BusError, type KeyValue } from '@parley/bus';
import { assertToken, ParleyError } from '@parley/protocol';

/** JSON values by key; keys are tokens. */
export interface Store {
  get<Value>(key: string): Promise<Value | undefined>;
  /**
   * Changes a value by a pure function of what is there; returning undefined leaves it as it is.
   * @returns what is there afterwards
   * @throws ParleyError `internal` where others kept winning the race
   */
  update<Value>(key: string, change: (value: Value | undefined) => Value | undefined): Promise<Value | undefined>;
}

const triesMax = 32;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The part of the mesh's store bucket that belongs to `agent`. */
export function createStore(bucket: KeyValue, agent: string): Store {
  const at = (key: string) => `state.${agent}.${assertToken(key, 'a key of the store')}`;
  const read = async <Value>(key: string) => {
    const entry = await bucket.get(at(key));
    return { entry, value: entry === undefined ? undefined : (JSON.parse(decoder.decode(entry.value)) as Value) };
  };
  return {
    get: async <Value>(key: string) => (await read<Value>(key)).value,
    update: async <Value>(key: string, change: (value: Value | undefined) => Value | undefined) => {
      for (let tries = 0; tries < triesMax; tries++) {
        const { entry, value } = await read<Value>(key);
        const next = change(value);
        if (next === undefined) return value;
        const bytes = encoder.encode(JSON.stringify(next));
        try {
          if (entry === undefined) await bucket.create(at(key), bytes);
          else await bucket.update(at(key), bytes, entry.revision);
          return next;
        } catch (thrown) {
          if (!(thrown instanceof BusError) || thrown.code !== 'wrong-revision') throw thrown;
        }
      }
      throw new ParleyError('internal', `The value "${key}" of ${agent} is changed by too many at once: try again.`);
    },
  };
}
