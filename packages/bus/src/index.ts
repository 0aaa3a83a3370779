export type {
  Bus,
  BusInfo,
  BusStatus,
  Channel,
  ChannelHandlers,
  PublishOptions,
  RequestOptions,
  SubscribeOptions,
  Subscription,
} from './bus.ts';
export { type Clock, systemClock } from './clock.ts';
export { BusError, type BusErrorCode } from './errors.ts';
export type {
  KeyValue,
  KeyValueChange,
  KeyValueConfig,
  KeyValueEntry,
  KeyValueTry,
  KeyValueWatch,
} from './key-value.ts';
export type { BusMessage, Headers } from './message.ts';
export type { Service, ServiceConfig, ServiceEndpoint } from './service.ts';
export type { AppendOptions, StoredMessage, Stream, StreamConfig } from './streams.ts';
