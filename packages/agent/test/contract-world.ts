// What the tests of standing contracts share.

import { expect } from '@jest/globals';
import type { ContractEvent, ContractOptions, StandingContract } from '@parley/mesh';
import type { testMesh } from '../src/testing/index.ts';
import { repeater } from './echo-agent.ts';

export const intent = 'repeat these words again';
export const example = { text: 'one' };
export type World = Awaited<ReturnType<typeof testMesh>>;
export type Perform = NonNullable<Parameters<typeof repeater>[1]>['perform'];

/** Says its name with what it repeats. */
export const agent = (name: string, price: string, perform?: Perform, etaMs = 100) =>
  repeater(name, {
    bid: () => ({ price, etaMs }),
    perform: perform ?? (async ({ input }) => ({ text: `${name}: ${input.text}` })),
  });

export async function contractIn(world: World, options: ContractOptions = {}) {
  const contract = await world.settle(world.mesh.contract(intent, { input: example, prefer: 'price', ...options }));
  const events: ContractEvent[] = [];
  contract.onEvent((event) => events.push(event));
  const call = (text: string, withinMs?: number) =>
    world.settle(contract.call({ text }, withinMs === undefined ? {} : { withinMs }));
  return { contract, events, call };
}

export const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (thrown) => ({ code: thrown.code, message: thrown.message, details: thrown.details }),
  );

export const backupIs = async (world: World, contract: StandingContract, name: string | undefined) => {
  for (let step = 0; step < 200 && contract.backup?.agent !== name; step += 1) await world.clock.advance(10);
  expect(contract.backup?.agent).toBe(name);
};
