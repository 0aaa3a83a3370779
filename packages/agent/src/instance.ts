// One running replica of an agent, as its parts see it.

import type { Contracts } from './contracts/contracts.ts';
import type { InstanceDoors } from './instance-doors.ts';

export interface Instance extends InstanceDoors {
  readonly contracts: Contracts;
}
