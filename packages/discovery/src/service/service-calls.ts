// What a process asks of the embedding service. Calls of one moment share a request; where so many are under way, the
// next calls gather meanwhile. Whoever asks does not notice: a text that cannot be embedded fails its own call alone.

import type { Bus, Clock } from '@parley/bus';
import { EmbeddingError } from '@parley/embeddings';
import { isTextsFault, type TextRole } from '../adverts/build-adverts.ts';
import { decodeReply, encodeJson, textsPerRequest } from './embed-protocol.ts';

export interface ServiceCallsOptions {
  readonly subject: string;
  readonly model: { readonly space: string; readonly dims: number };
  readonly clock: Clock;
  /** For a request of queries; one that is patient may take `patience` times as long. */
  readonly timeoutMs: number;
}

interface Call {
  readonly texts: readonly string[];
  readonly resolve: (vectors: Float32Array[]) => void;
  readonly reject: (thrown: unknown) => void;
}

/** Nobody waits for a vector of an advert as a caller waits for an answer. */
const patience = 5;
const busyPauseMs = { first: 50, max: 1_000 } as const;
const underWayMax = { query: 8, document: 1, check: 1 } as const;
/** Few enough not to keep others waiting long. */
const patientTextsMax = 32;

export class ServiceCalls {
  readonly #bus: Bus;
  readonly #options: ServiceCallsOptions;
  readonly #textsMax: number;
  readonly #lanes: Readonly<Record<TextRole, { waiting: Call[]; underWay: number; isDue: boolean }>>;

  constructor(bus: Bus, options: ServiceCallsOptions) {
    this.#bus = bus;
    this.#options = options;
    this.#textsMax = textsPerRequest(options.model.dims);
    const lane = () => ({ waiting: [], underWay: 0, isDue: false });
    this.#lanes = { query: lane(), document: lane(), check: lane() };
  }

  /**
   * A vector a text, in the order asked.
   * @throws EmbeddingError the service's own, or UnusableReplyError; BusError
   */
  async embed(texts: readonly string[], role: TextRole): Promise<Float32Array[]> {
    const most = role === 'query' ? this.#textsMax : Math.min(patientTextsMax, this.#textsMax);
    const parts: Promise<Float32Array[]>[] = [];
    for (let at = 0; at < texts.length; at += most) {
      const { promise, resolve, reject } = Promise.withResolvers<Float32Array[]>();
      this.#lanes[role].waiting.push({ texts: texts.slice(at, at + most), resolve, reject });
      parts.push(promise);
    }
    this.#due(role, most);
    return (await Promise.all(parts)).flat();
  }

  #due(role: TextRole, most: number): void {
    const lane = this.#lanes[role];
    if (lane.isDue) return;
    lane.isDue = true;
    queueMicrotask(() => {
      lane.isDue = false;
      while (lane.waiting.length > 0 && lane.underWay < underWayMax[role]) {
        lane.underWay += 1;
        void this.#answer(takeCalls(lane.waiting, most), role).finally(() => {
          lane.underWay -= 1;
          this.#due(role, most);
        });
      }
    });
  }

  async #answer(calls: readonly Call[], role: TextRole): Promise<void> {
    try {
      const vectors = await this.#send(
        calls.flatMap(({ texts }) => texts),
        role,
      );
      let at = 0;
      for (const { texts, resolve } of calls) {
        resolve(vectors.slice(at, at + texts.length));
        at += texts.length;
      }
    } catch (thrown) {
      if (calls.length === 1 || !isTextsFault(thrown)) for (const { reject } of calls) reject(thrown);
      else for (const call of calls) await this.#answer([call], role);
    }
  }

  async #send(texts: string[], role: TextRole): Promise<Float32Array[]> {
    const { subject, model, clock } = this.#options;
    const isPatient = role !== 'query';
    const timeoutMs = isPatient ? patience * this.#options.timeoutMs : this.#options.timeoutMs;
    const endMs = clock.now() + timeoutMs;
    const request = encodeJson({ v: 1, texts, ...(isPatient ? { role } : {}) });
    for (let pauseMs: number = busyPauseMs.first; ; pauseMs = Math.min(2 * pauseMs, busyPauseMs.max)) {
      try {
        const { data } = await this.#bus.request(subject, request, { timeoutMs });
        return decodeReply(data, model.space, model.dims, texts.length);
      } catch (thrown) {
        const isBusy = thrown instanceof EmbeddingError && thrown.code === 'busy';
        if (!isBusy || !isPatient || clock.now() + pauseMs > endMs) throw thrown;
        await new Promise<void>((resolve) => clock.setTimeout(resolve, pauseMs * (0.5 + Math.random() / 2)));
      }
    }
  }
}

function takeCalls(waiting: Call[], most: number): Call[] {
  let texts = 0;
  const fitting = waiting.findIndex((call) => {
    texts += call.texts.length;
    return texts > most;
  });
  return waiting.splice(0, fitting === -1 ? waiting.length : Math.max(1, fitting));
}
