export { connectNats } from './connect.ts';
export type { NatsOptions } from './options.ts';
