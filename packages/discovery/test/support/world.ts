// A memory broker with simulated time, and the small agents these tests advertise.

import type { Bus } from '@parley/bus';
import { createMemoryBroker, createSimulatedClock } from '@parley/bus/memory';
import type { Embedder } from '@parley/embeddings';
import { buckets, ParleyError } from '@parley/protocol';
import { hashedWords } from '../../eval/hashed-words.ts';
import { type CapabilityDescription, type Problem, publishAdverts, shortlist } from '../../src/index.ts';

export const mesh = 'test';

export function capability(name: string, description: string, more: Partial<CapabilityDescription> = {}) {
  return { name, description, examples: [], tags: [], input: { type: 'object' }, output: {}, hints: {}, ...more };
}

export const pay = capability('pay', 'Send money to somebody', { examples: ['charge my card', 'settle an invoice'] });
export const sing = capability('sing', 'Perform a song aloud', { examples: ['hum a melody', 'chant a hymn'] });

export function createWorld() {
  const clock = createSimulatedClock();
  const broker = createMemoryBroker({ clock, seed: 7 });
  let connections = 0;
  const connect = (): Bus => {
    connections += 1;
    return broker.connect({ inboxPrefix: `parley.${mesh}.reply.c${connections}` });
  };
  /** Moves time until the promise settles. */
  const settle = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    const end = () => {
      done = true;
    };
    promise.then(end, end);
    for (let steps = 0; !done && steps < 10_000; steps += 1) await clock.advance(10);
    return promise;
  };
  return { clock, broker, connect, settle };
}

export interface AdvertiseOptions {
  readonly agent?: string;
  readonly instance?: string;
  readonly pid?: number;
  readonly capabilities?: readonly CapabilityDescription[];
  readonly embedder?: Embedder;
  readonly onError?: (error: Error) => void;
}

export function advertise(
  world: Pick<ReturnType<typeof createWorld>, 'clock'>,
  bus: Bus,
  options: AdvertiseOptions = {},
) {
  return publishAdverts(bus, {
    mesh,
    agent: 'card',
    instance: 'i1',
    version: '1.0.0',
    pid: 4711,
    embedder: hashedWords(),
    capabilities: [pay],
    clock: world.clock,
    ...options,
  });
}

export function advertsBucket(bus: Bus) {
  return bus.keyValue(buckets(mesh).adverts);
}

export function collector() {
  const problems: Problem[] = [];
  return { problems, onProblem: (problem: Problem) => void problems.push(problem) };
}

/** The code of what it throws or rejects with; 'none' where it does not. */
export async function codeOf(run: () => unknown): Promise<string> {
  try {
    await run();
    return 'none';
  } catch (thrown) {
    return thrown instanceof ParleyError ? thrown.code : String((thrown as { code?: unknown }).code ?? thrown);
  }
}

/** A shortlist by words, with the words' own vector. */
export async function ask(
  replica: Parameters<typeof shortlist>[0],
  text: string,
  options: Partial<Parameters<typeof shortlist>[2]> = {},
) {
  const embedder = hashedWords();
  const [vector] = await embedder.embed([text]);
  const query = { text, vector: vector!, space: embedder.info.space };
  return shortlist(replica, query, { size: 3, threshold: 0.2, ...options });
}
