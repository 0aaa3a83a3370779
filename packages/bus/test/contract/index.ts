// The contract of a bus: one set of tests that every door passes.

import { describeCore } from './core.ts';
import type { ContractDoor } from './door.ts';
import { describeKeyValue } from './key-value.ts';
import { describeOutage } from './outage.ts';
import { describeService } from './service.ts';
import { describeStreams } from './streams.ts';

export function describeContract(door: ContractDoor): void {
  describeCore(door);
  describeStreams(door);
  describeKeyValue(door);
  describeService(door);
  describeOutage(door);
}
