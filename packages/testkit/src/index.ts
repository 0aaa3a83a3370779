export { type EventuallyOptions, eventually } from './eventually.ts';
export { freePort, freshMeshName } from './fresh-names.ts';
export { childrenOf, descendantsOf, livingOf } from './process-table.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { type NodeChild, type NodeExit, type SpawnNodeOptions, spawnNode } from './spawn-node.ts';
export { type TestBroker, type WithBrokerOptions, withBroker } from './with-broker.ts';
