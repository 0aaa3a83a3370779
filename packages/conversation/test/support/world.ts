// A memory broker with a simulated clock, and writers on it: what the tests of this package share.

import { type Bus, type Clock, systemClock } from '@parley/bus';
import { createMemoryBroker, createSimulatedClock } from '@parley/bus/memory';
import { streams, subjects } from '@parley/protocol';
import { type CapabilitySchemas, createRecorder, type Recorder, type Writer } from '../../src/index.ts';
import type { RecorderOptions } from '../../src/recorder-options.ts';

export const mesh = 'test';
export const pay: CapabilitySchemas = {
  input: { type: 'object', properties: { amount: { type: 'string' }, pin: { type: 'string', writeOnly: true } } },
  output: { type: 'object', properties: { receipt: { type: 'string' } } },
};

export const caller: Writer = { kind: 'caller', name: 'client', instance: 'c1' };
export const card: Writer = { kind: 'agent', name: 'card', instance: 'i1' };
export const keeper: Writer = { kind: 'supervisor', name: 'supervisor', instance: 's1' };

export function memoryWorld(seed = 1) {
  const clock = createSimulatedClock();
  const broker = createMemoryBroker({ clock, seed });
  let clients = 0;
  const connect = () => broker.connect({ inboxPrefix: `parley.${mesh}.reply.t${++clients}` });
  const bus = connect();
  const recorder = (writer: Writer, options: Partial<RecorderOptions> = {}, on: Bus = connect()) =>
    recorderOn(on, writer, { clock, ...options });
  const garbage = async (conversation: string, text: string) => {
    const stream = await bus.stream(streams(mesh).record);
    await stream.append(subjects(mesh).record(conversation), Buffer.from(text));
  };
  /** Runs the clock until the promise is settled. */
  const settle = async <Value>(promise: Promise<Value>): Promise<Value> => {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    promise.then(over, over);
    for (let turns = 0; !isOver; turns++) {
      if (turns > 4_000) throw new Error('Nothing came of it.');
      await clock.advance(10);
    }
    return promise;
  };
  return { clock, broker, bus, connect, recorder, garbage, settle };
}

export function recorderOn(
  bus: Bus,
  writer: Writer,
  options: Partial<RecorderOptions> & { readonly clock?: Clock } = {},
): Recorder {
  return createRecorder(bus, {
    mesh,
    writer,
    clock: systemClock,
    schemasOf: (name) => (name === 'pay' ? [pay] : []),
    random: () => 0.5,
    ...options,
  });
}
